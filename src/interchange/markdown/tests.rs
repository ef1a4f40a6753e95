use proptest::prelude::*;

use super::inline;
use crate::annotation::markup::parse;
use crate::article::Article;
use crate::interchange::Format;
use crate::interchange::example::{Example, example, examples};

#[test]
fn the_example_is_a_brief() {
    let written = example().write(Format::Markdown);
    insta::assert_snapshot!(written.output);
    insta::assert_snapshot!("losses", written.losses.join("\n"));
}

#[test]
fn names_are_counted_and_dates_have_their_values() {
    let (text, annotations, _) = parse(
        "[PER+@1|Ana Ruiz] met [ORG+|Acme] on [T+2026-01-05|Monday].\n\n[PER+@1|Ruiz] left [DATE+|today].",
    );
    let example = Example::new(Article::from_text("a", text), annotations);
    let page = &example.write(Format::Markdown).files["a.md"];
    for line in [
        "## People\n\n- Ana Ruiz (2 mentions): Ana Ruiz; Ruiz\n",
        "## Organisations\n\n- Acme (1 mention): Acme\n",
        "## Dates\n\n- Monday: 2026-01-05\n",
        "\n\\[Ana Ruiz\\]`PERSON` met \\[Acme\\]`ORG` on \\[Monday\\]`TIMEX`.\n\n\\[Ruiz\\]`PERSON` left \\[today\\]`DATE`.\n",
    ] {
        assert!(page.contains(line), "{line} is not in {page}");
    }
}

#[test]
fn nothing_in_a_text_is_markdown() {
    let shown = [
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("# one", "\\# one"),
        ("<b>&amp;", "\\<b\\>\\&amp;"),
        ("[x](http://x.org)", "\\[x\\](http\\://x.org)"),
        ("www.x.org", "www\\.x.org"),
        ("a@b.org", "a@\u{2060}b.org"),
        ("    code\n===", "code \\=\\=\\="),
        ("`*_~|", "\\`\\*\\_\\~\\|"),
        ("a\u{1b}[2J\u{202e}b", "a\\[2Jb"),
    ];
    for (words, escaped) in shown {
        assert_eq!(inline(words), escaped);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn only_our_own_lines_have_a_structure(example in examples()) {
        let written = example.write(Format::Markdown);
        for line in written.files.values().flat_map(|page| page.lines()) {
            let mut chars = line.chars();
            let mut code = false;
            let mut bare = String::new();
            while let Some(c) = chars.next() {
                // What is escaped, or code, keeps apart what stands around it.
                match c {
                    '\\' if !code => {
                        chars.next();
                        bare.push('·');
                    }
                    '`' => {
                        code = !code;
                        bare.push('·');
                    }
                    _ if !code => bare.push(c),
                    _ => {}
                }
            }
            prop_assert!(!code, "{:?}", line);
            let structure = bare.trim_start_matches(['#', '>']);
            prop_assert!(!structure.contains(['<', '>', '[', ']', '*', '_', '&', '|', '#', '\r']), "{:?}", line);
            prop_assert!(!line.starts_with("    ") && !bare.contains("://"), "{:?}", line);
        }
    }
}
