//! What other tools write, read and laid over texts.

use std::ops::ControlFlow;
use std::path::Path;

use dateline::interchange::lay::{Reading, lay, transfer};
use dateline::interchange::reader::{Read, Source};
use dateline::interchange::{
    brat, citron, conll, csv, doccano, html, label_studio, prodigy, uima, w3c, webanno,
};

use super::bytes::Bytes;
use super::reading::check_spans;

/// Whatever a file says, it is read to its end, and what is taken from it stands in the text.
fn check(data: &[u8], name: &str, read: Read) {
    let mut bytes = Bytes::new(data);
    let given = bytes.text();
    let mut input = bytes.part();
    let mut source = Source {
        path: Path::new(name),
        input: &mut input,
        text_field: None,
    };
    let reading = Reading::plain("import fuzz");
    read(&mut source, &mut |_, draft| {
        if let Ok(draft) = draft {
            let own = draft.text.clone().unwrap_or_else(|| given.to_string());
            let laid = lay(&draft, &own, &reading);
            check_spans(&own, &laid.annotations);
            let (moved, _) = transfer(laid.annotations, &own, &given);
            check_spans(&given, &moved);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
}

pub fn brat(data: &[u8]) {
    check(data, "none/x.ann", brat::read);
}

pub fn citron(data: &[u8]) {
    check(data, "x.jsonl", citron::read);
}

pub fn conll(data: &[u8]) {
    check(data, "x.conll", conll::read_conll);
}

pub fn bioes(data: &[u8]) {
    check(data, "x.bioes", conll::read_bioes);
}

pub fn csv(data: &[u8]) {
    check(data, "x.csv", csv::read);
}

pub fn doccano(data: &[u8]) {
    check(data, "x.jsonl", doccano::read);
}

pub fn label_studio(data: &[u8]) {
    check(data, "x.json", label_studio::read);
}

pub fn prodigy(data: &[u8]) {
    check(data, "x.jsonl", prodigy::read);
}

pub fn page(data: &[u8]) {
    check(data, "x.html", html::read);
}

pub fn cas(data: &[u8]) {
    check(data, "x.json", uima::read_cas);
}

pub fn xmi(data: &[u8]) {
    check(data, "x.xmi", uima::read_xmi);
}

pub fn w3c(data: &[u8]) {
    check(data, "x.jsonl", w3c::read);
}

pub fn webanno(data: &[u8]) {
    check(data, "x.tsv", webanno::read);
}
