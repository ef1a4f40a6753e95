//! What `--gold` names: a file, which labels it teaches, and how much it counts.

use std::path::PathBuf;

use crate::extract::Label;

/// A gold file as it was typed: `FILE[=LABEL,…][@WEIGHT]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The file.
    pub path: PathBuf,
    /// The labels that are learnt from it, each annotated in whole there; those that occur where
    /// none are named. An empty list lends its words to the groups alone.
    pub labels: Option<Vec<Label>>,
    /// How much each of its texts counts.
    pub weight: f32,
}

impl Set {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Says which part is wrong.
    pub fn typed(written: &str) -> Result<Self, String> {
        let (rest, weight) = match written.rsplit_once('@') {
            Some((rest, weight)) if !weight.contains(['/', '=']) => match weight.parse::<f32>() {
                Ok(weight) if weight > 0.0 && weight <= 100.0 => (rest, weight),
                Ok(_) => return Err("a weight is more than 0 and at most 100".into()),
                // An @ in the name of the file.
                Err(_) => (written, 1.0),
            },
            _ => (written, 1.0),
        };
        let (path, labels) = match rest.rsplit_once('=') {
            Some((path, labels)) if !labels.contains('/') => (path, Some(labels)),
            _ => (rest, None),
        };
        if path.is_empty() {
            return Err("name a file: FILE[=LABEL,…][@WEIGHT]".into());
        }
        let labels = labels.map(|labels| {
            let names = labels.split(',').filter(|name| !name.is_empty());
            names.map(Label::new).collect::<Vec<_>>()
        });
        if let Some(label) = labels
            .iter()
            .flatten()
            .find(|label| label.as_str().contains(char::is_whitespace))
        {
            return Err(format!("a label has no white space: “{label}”"));
        }
        Ok(Self {
            path: path.into(),
            labels,
            weight,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(path: &str, labels: Option<&[&str]>, weight: f32) -> Set {
        Set {
            path: path.into(),
            labels: labels.map(|names| names.iter().map(|name| Label::new(name)).collect()),
            weight,
        }
    }

    #[test]
    fn a_file_may_name_labels_and_a_weight() {
        assert_eq!(Set::typed("a.jsonl").unwrap(), set("a.jsonl", None, 1.0));
        assert_eq!(
            Set::typed("a=ORG,SHIP@0.5").unwrap(),
            set("a", Some(&["ORG", "SHIP"]), 0.5)
        );
        assert_eq!(Set::typed("a@2").unwrap(), set("a", None, 2.0));
        assert_eq!(Set::typed("a=").unwrap(), set("a", Some(&[]), 1.0));
        assert_eq!(
            Set::typed("x=y/me@home.jsonl").unwrap(),
            set("x=y/me@home.jsonl", None, 1.0)
        );
        assert!(Set::typed("=ORG").is_err());
        assert!(Set::typed("a=ORG@0").is_err());
        assert!(Set::typed("a=O RG").is_err());
    }
}
