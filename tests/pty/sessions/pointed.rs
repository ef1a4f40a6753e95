//! The same article from scratch with the mouse, as far as a mouse can: what has letters is typed.

use super::alone::{check, desk};
use super::{Hands, READER};

#[test]
fn an_article_is_annotated_from_scratch_by_mouse() {
    let desk = desk();
    let mut hands = Hands::open(desk.dateline(&["news", "--suggestions", "none"]));
    hands.see("nothing found");
    // Two clicks take a word, a drag takes words; the hint at the bottom asks what it is.
    hands.click("GALWAY", READER, 2);
    hands.click("Enter label it", 0, 1);
    hands.click("LOC ", READER, 1);
    hands.see("GALWAY is LOC");
    hands.drag("Mara Quinn");
    hands.click("Enter label it", 0, 1);
    hands.click("PERSON ", READER, 1);
    hands.see("Mara Quinn is PERSON");
    hands.drag("Corvane Line");
    hands.click("Enter label it", 0, 1);
    hands.click("ORG ", READER, 1);
    hands.see("Corvane Line is ORG");
    hands.drag("“Nobody was hurt,”");
    hands.click("Enter label it", 0, 1);
    hands.click("q quote", READER, 1);
    hands.see("a quote; s says who");
    hands.click("who?: ", 100, 1);
    hands.press("s", "Who says");
    hands.click("a Mara Quinn", READER, 1);
    hands.see("Mara Quinn says it");
    // Letters on words are for keys, and so is what is written.
    hands.press("C", "aaid");
    hands.press("a", "the quote has its cue");
    hands.press("iby phone?\r", "noted");
    hands.press("Tport\r", "tagged");
    // A click takes the message away that stands where the hints are.
    hands.click("Monday.", READER, 1);
    hands.click("done, next", 0, 1);
    hands.see("the one article is reviewed");
    hands.export(":export jsonl out.jsonl\r");
    hands.done("one article from scratch by mouse");
    check(&desk);
}
