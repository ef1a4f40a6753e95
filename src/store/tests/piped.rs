//! Texts from standard input, which are all called the same.

use super::*;

fn piped(text: &str) -> Article {
    Article::from_text("-", text)
}

#[test]
fn each_text_that_is_piped_in_has_annotations_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let other = "In Bergen, on Saturday, Mayor Ana Ruiz said nothing new. “We will rebuild.”";
    for text in [TEXT, other] {
        let mut desk = Desk::open(dir.path(), piped(text));
        assert_eq!(desk.annotations.status, Status::New);
        desk.edit(&accept("Bergen", &desk));
        desk.save();
    }
    for text in [TEXT, other] {
        let desk = Desk::open(dir.path(), piped(text));
        let bergen = verdicts(&desk.annotations)
            .iter()
            .filter(|verdict| **verdict == Verdict::Accepted)
            .count();
        assert_eq!(bergen, 1);
        assert_eq!(desk.annotations.unplaced, []);
    }
}
