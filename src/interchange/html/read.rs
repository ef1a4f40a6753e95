//! Reads a page back, and holds every mark against the words that it marks.

use std::io;
use std::ops::ControlFlow;

use super::article::Reading;
use super::token::Tokens;
use crate::bounded;
use crate::corpus::LONGEST_RECORD;
use crate::interchange::Fault;
use crate::interchange::reader::{Source, Take};

/// A longer article is not read, in bytes.
const LONGEST: u64 = LONGEST_RECORD as u64;

/// Reads the articles of a page, one after the other.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    let mut is_page = false;
    // The article that is being read, and the line on which it began.
    let mut article: Option<(u64, Vec<u8>)> = None;
    loop {
        line.clear();
        let whole = bounded::read_line(&mut &mut *source.input, &mut line, LONGEST)?;
        if line.is_empty() {
            break;
        }
        number += 1;
        if !whole {
            let told = bounded::too_long(LONGEST);
            let fault = Fault::new("", format!("{told}; split it"));
            if take(number, Err(fault)).is_break() {
                return Ok(());
            }
            source.input.skip_until(b'\n')?;
        }
        is_page |= line.starts_with(PAGE);
        if line.starts_with(b"<article ") {
            if !is_page {
                break;
            }
            if let Some((begun, _)) = article.replace((number, Vec::new()))
                && take(begun, Err(unfinished())).is_break()
            {
                return Ok(());
            }
        }
        let Some((begun, gathered)) = &mut article else {
            continue;
        };
        gathered.extend_from_slice(&line);
        if gathered.len() as u64 > LONGEST {
            let told = format!("{}; split the page", bounded::too_long(LONGEST));
            if take(*begun, Err(Fault::new("article", told))).is_break() {
                return Ok(());
            }
            article = None;
        } else if line.trim_ascii_end() == b"</article>" {
            let (begun, gathered) = (*begun, std::mem::take(gathered));
            article = None;
            if one(begun, gathered, take).is_break() {
                return Ok(());
            }
        }
    }
    if let Some((begun, _)) = article {
        let _ = take(begun, Err(unfinished()));
    } else if !is_page {
        let reason = "is no page that dateline wrote; export it with --format html";
        let _ = take(0, Err(Fault::new("", reason)));
    }
    Ok(())
}

/// The line that tells a page of this kind, whose offsets are code points.
const PAGE: &[u8] = b"<meta name=\"dateline-page\" content=\"1\">";

fn unfinished() -> Fault {
    Fault::new("article", "does not end; the page is cut off")
}

/// Reads one article and hands it on, behind its faults.
fn one(line: u64, bytes: Vec<u8>, take: &mut Take<'_>) -> ControlFlow<()> {
    let Ok(page) = String::from_utf8(bytes) else {
        return take(line, Err(Fault::new("article", "is no UTF-8")));
    };
    // As browsers read line breaks that are no references.
    let page = if page.contains('\r') {
        page.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        page
    };
    let mut reading = Reading::new(line);
    let mut tokens = Tokens { rest: &page };
    for token in tokens.by_ref() {
        if let Err(fault) = reading.take(token) {
            return take(reading.line(), Err(fault));
        }
    }
    if !tokens.rest.is_empty() || reading.is_open() {
        let fault = Fault::new("article", "its tags are not as dateline writes them");
        return take(reading.line(), Err(fault));
    }
    let (draft, faults) = reading.finish();
    for (line, fault) in faults {
        take(line, Err(fault))?;
    }
    take(line, Ok(draft))
}
