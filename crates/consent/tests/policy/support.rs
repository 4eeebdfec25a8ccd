//! Packs as files, to be changed and linted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use thuan_consent::policy::lint::{Finding, lint};
use thuan_consent::policy::{Pack, source};

/// The contents of a pack's files.
#[derive(Clone)]
pub struct Files {
    pub toml: String,
    pub texts: BTreeMap<String, String>,
}

pub fn project(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// The complete pack in `docs/policies.md`.
pub fn example() -> Files {
    let document = project("docs/policies.md");
    let block = |name: &str, kind: &str| {
        let (_, rest) = document
            .split_once(&format!("`{name}`:\n\n```{kind}\n"))
            .unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    };
    Files {
        toml: block("policy.toml", "toml"),
        texts: ["vi", "en"]
            .map(|tag| (tag.to_owned(), block(&format!("{tag}.md"), "markdown")))
            .into(),
    }
}

/// The company's.
pub fn vst() -> Files {
    Files {
        toml: project("policy/vst/policy.toml"),
        texts: ["vi", "en"]
            .map(|tag| (tag.to_owned(), project(&format!("policy/vst/{tag}.md"))))
            .into(),
    }
}

/// Place, weight and name of each finding.
pub fn summary(files: &Files) -> Vec<String> {
    let found = files.lint().into_iter();
    found
        .map(|finding| {
            let line = finding.line.unwrap();
            format!(
                "{}:{line} {} {}",
                finding.file,
                finding.severity.name(),
                finding.rule
            )
        })
        .collect()
}

impl Files {
    pub fn lint(&self) -> Vec<Finding> {
        let texts = self.texts.iter();
        let texts = texts.map(|(tag, text)| (tag.parse().unwrap(), text.clone()));
        lint(&self.toml, texts.collect())
    }

    /// As it is built.
    pub fn pack(&self) -> Pack {
        let texts = self.texts.iter();
        let texts = texts.map(|(tag, text)| (tag.parse().unwrap(), text.clone()));
        source::read(&self.toml, texts.collect()).unwrap()
    }

    /// With other words in a file (`toml`, `vi`, `en`), which must have the old ones.
    #[track_caller]
    pub fn with(mut self, file: &str, old: &str, new: &str) -> Self {
        let text = match file {
            "toml" => &mut self.toml,
            tag => self.texts.get_mut(tag).unwrap(),
        };
        assert!(text.contains(old), "{old:?} is not in {file}");
        *text = text.replacen(old, new, 1);
        self
    }
}
