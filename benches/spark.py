#!/usr/bin/env python3
"""Proves that dateline under Apache Spark finds what dateline alone finds, and clocks both.

  benches/spark.py target/release/dateline DUMP.jsonl [--partitions 8] [--articles 20000]

Splits the beginning of a dump into partitions, sends each through `dateline extract` with the
`pipe` of a resilient distributed dataset (local mode, one worker a core), and compares the
parts that Spark saves, byte for byte, with what one dateline writes.  The records need ids of
their own.  Needs Java 17 or later; PySpark is installed from the Python index, once, into
$XDG_CACHE_HOME/dateline-spark.
"""
import argparse
import filecmp
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import venv

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "dateline-spark"


def with_pyspark():
    """Runs this script again in an environment that has PySpark."""
    python = CACHE / "bin" / "python"
    if not (CACHE / "ready").exists():
        print(f"installing PySpark into {CACHE}", file=sys.stderr)
        venv.create(CACHE, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "pyspark>=4,<5"], check=True)
        (CACHE / "ready").touch()
    os.execv(python, [str(python), *sys.argv])


def beginning(dump, articles, into):
    """The first lines of the dump; their number."""
    with open(dump, "rb") as lines, open(into, "wb") as out:
        count = 0
        for count, line in enumerate(lines, 1):
            out.write(line)
            if count == articles:
                break
    return count


def alone(dateline, dump, out):
    begun = time.perf_counter()
    subprocess.run([dateline, "extract", "--quiet", "-o", out, dump], check=True)
    return time.perf_counter() - begun


def under_spark(dateline, dump, partitions, folder):
    """The seconds that the work took, without those that Spark needs to start."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[*]").appName("dateline")
    # Nothing outside this machine is asked for, and no page is served.
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
        session = session.config(name, "false")
    spark = session.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # The recipe of the README.
    extract = f"{shlex.quote(dateline)} extract --quiet --threads 1 --stdin-kind jsonl -"
    command = f"sh -c {shlex.quote(extract + ' || [ $? = 1 ]')}"
    begun = time.perf_counter()
    lines = spark.sparkContext.textFile(dump, partitions)
    lines.pipe(command, checkCode=True).saveAsTextFile(folder)
    seconds = time.perf_counter() - begun
    spark.stop()
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dateline")
    parser.add_argument("dump")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--articles", type=int, default=20_000)
    typed = parser.parse_args()
    try:
        import pyspark  # noqa: F401
    except ImportError:
        with_pyspark()
    dateline = os.path.abspath(typed.dateline)
    with tempfile.TemporaryDirectory(prefix="dateline-spark-") as work:
        dump, one, many = (os.path.join(work, name) for name in ("dump.jsonl", "one.jsonl", "many.jsonl"))
        articles = beginning(typed.dump, typed.articles, dump)
        size = os.path.getsize(dump) / 1e6
        seconds = alone(dateline, dump, one)
        print(f"alone: {articles} articles, {size:.1f} MB, {seconds:.1f} s, {size / seconds:.2f} MB/s")
        folder = os.path.join(work, "parts")
        seconds = under_spark(dateline, dump, typed.partitions, folder)
        parts = sorted(name for name in os.listdir(folder) if name.startswith("part-"))
        with open(many, "wb") as out:
            for name in parts:
                with open(os.path.join(folder, name), "rb") as part:
                    shutil.copyfileobj(part, out)
        print(f"Spark: {len(parts)} partitions, {seconds:.1f} s, {size / seconds:.2f} MB/s")
        if not filecmp.cmp(one, many, shallow=False):
            sys.exit("the outputs differ")
        print(f"the outputs are the same, {os.path.getsize(one)} bytes")


if __name__ == "__main__":
    main()
