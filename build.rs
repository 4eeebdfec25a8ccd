//! The names of the widget's texts, from the files of translations in `src/i18n/`.
//!
//! `THUAN_LANGUAGES` may name another folder with files, for a build with more languages than these.

use std::path::{Path, PathBuf};
use std::{env, fs};

use thuan_languages::{FORM, Languages};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=src/i18n");
    println!("cargo::rerun-if-env-changed=THUAN_LANGUAGES");
    let more = env::var_os("THUAN_LANGUAGES").map(PathBuf::from);
    let mut folders = vec![Path::new("src/i18n")];
    if let Some(more) = &more {
        println!("cargo::rerun-if-changed={}", more.display());
        folders.push(more);
    }
    let languages = match Languages::read(&folders) {
        Ok(languages) => languages,
        Err(error) => {
            println!("cargo::error={error}");
            return Ok(());
        }
    };

    let has = |feature: &str| env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    let mut sections = FORM.to_vec();
    let natively = has("SSR");
    let whole = natively || has("RECORD");
    if whole {
        sections.push("record");
    }
    if natively {
        sections.push("mail");
        sections.push("plain");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out.join("texts.rs"), languages.rust(&sections, whole))?;
    // What a browser's test hands to the form, as the loader would.
    for language in languages.iter() {
        let table = languages.table(language, &FORM);
        fs::write(out.join(format!("{}.txt", language.tag)), table)?;
    }
    Ok(())
}
