//! The forms and policy packs this backend serves and judges by, read once at start.
//!
//! They are kept in memory and served from there: a record names its form by the hash of the served bytes, so what is
//! served and what is judged by must be the same bytes, even while files on the disk are being replaced.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use axum::http::Uri;
use thiserror::Error;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::FormDefinition;
use thuan_consent::language::Language;
use thuan_consent::origin::Origin;
use thuan_consent::policy::Pack;
use url::Url;

/// Everything that was loaded.
#[derive(Debug, Default)]
pub struct Catalogue {
    forms: BTreeMap<String, Loaded<FormDefinition>>,
    packs: BTreeMap<String, Loaded<Pack>>,
}

/// A definition and the bytes it is served as.
#[derive(Debug)]
pub struct Loaded<T> {
    /// What the bytes say.
    pub value: T,
    /// The served bytes.
    pub file: ServedFile,
}

/// The bytes of a definition.
#[derive(Debug)]
pub struct ServedFile {
    /// As they are.
    pub bytes: Vec<u8>,
    /// Their hash.
    pub sha256: Sha256Hex,
    /// Compressed by brotli, where the build left a `.br` file beside it.
    pub brotli: Option<Vec<u8>>,
}

/// Why the forms and policies cannot be served. Each names the file.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The folder or a file in it cannot be read.
    #[error("{}: {error}", .path.display())]
    Read {
        /// Folder or file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The folder has no definition.
    #[error("{}: no .json file here; build the site first, or say where they are with {option}", .path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
        /// The option that names it.
        option: &'static str,
    },
    /// A file is not what it should be.
    #[error("{}: {cause}", .path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

impl Catalogue {
    /// Reads every `*.json` of the two folders.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`]: the first file that cannot be used, and why. A form whose policy is not there, or not there
    /// in each of the form's languages, cannot be used.
    pub fn load(forms: &Path, policies: &Path) -> Result<Self, CatalogueError> {
        let packs = folder(policies, "--policies", |bytes| {
            let pack = Pack::parse(bytes).map_err(|error| error.to_string())?;
            Ok((pack.id.clone(), pack))
        })?;
        let forms = folder(forms, "--forms", |bytes| {
            let form = FormDefinition::parse(bytes).map_err(|error| error.to_string())?;
            let pack: &Loaded<Pack> = packs.get(&form.policy).ok_or_else(|| {
                format!(
                    "its policy `{}` is not in {}",
                    form.policy,
                    policies.display()
                )
            })?;
            match form
                .languages
                .iter()
                .find(|language| pack.value.text(language).is_none())
            {
                Some(language) => Err(format!(
                    "its policy `{}` has no text in `{language}`",
                    form.policy
                )),
                None => Ok((form.id.clone(), form)),
            }
        })?;
        Ok(Self { forms, packs })
    }

    /// A form by its id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Loaded<FormDefinition>> {
        self.forms.get(id)
    }

    /// A policy pack by its id.
    #[must_use]
    pub fn pack(&self, id: &str) -> Option<&Loaded<Pack>> {
        self.packs.get(id)
    }

    /// The forms, by id.
    pub fn forms(&self) -> impl Iterator<Item = (&str, &Loaded<FormDefinition>)> {
        self.forms.iter().map(|(id, form)| (id.as_str(), form))
    }

    /// The policy packs, by id.
    pub fn packs(&self) -> impl Iterator<Item = (&str, &Loaded<Pack>)> {
        self.packs.iter().map(|(id, pack)| (id.as_str(), pack))
    }

    /// Whose pages may show any of the forms.
    pub fn allowed_origins(&self) -> impl Iterator<Item = &Origin> {
        self.forms
            .values()
            .flat_map(|form| &form.value.allowed_origins)
    }

    /// The origins of the services where forms look companies up.
    pub fn lookup_origins(&self) -> impl Iterator<Item = String> {
        let lookups = self
            .forms
            .values()
            .filter_map(|form| form.value.lookup.as_ref());
        lookups.filter_map(|lookup| origin_of(&lookup.url_for("0")))
    }

    /// The page on which consent under a policy, asked for by a form, can be taken back, as the company has it: the
    /// policy's, or else the form's, whose relative address stands below the form's own on this `site` (an origin).
    ///
    /// `None` where there is none, or where nothing says on which site.
    #[must_use]
    pub fn withdrawal_page(&self, policy: &str, form: &str, site: Option<&str>) -> Option<String> {
        if let Some(reference) = self.relative_page(policy, form) {
            let own = Url::parse(&format!("{}/forms/{form}.json", site?)).ok()?;
            return own.join(reference).ok().map(String::from);
        }
        let pack = self.pack(policy);
        let page = pack.and_then(|pack| pack.value.withdrawal.url.clone());
        page.or_else(|| self.form(form)?.value.withdrawal_page.clone())
    }

    /// The same, where it is the form's and relative.
    #[must_use]
    pub fn relative_page(&self, policy: &str, form: &str) -> Option<&str> {
        let pack = self.pack(policy);
        if pack.is_some_and(|pack| pack.value.withdrawal.url.is_some()) {
            return None;
        }
        let page = self.form(form)?.value.withdrawal_page.as_deref()?;
        Url::parse(page).is_err().then_some(page)
    }

    /// Every policy text, with its language.
    pub fn policy_texts(&self) -> impl Iterator<Item = (&Language, &str)> {
        self.packs.values().flat_map(|pack| {
            pack.value
                .text
                .iter()
                .map(|(language, text)| (language, text.as_str()))
        })
    }
}

/// The origin of a whole address. A URI's scheme and authority hold nothing that could end a directive of a policy.
#[must_use]
pub fn origin_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

/// Reads a folder's definitions. `parse` gives the id and the definition, or what is wrong.
fn folder<T>(
    path: &Path,
    option: &'static str,
    parse: impl Fn(&[u8]) -> Result<(String, T), String>,
) -> Result<BTreeMap<String, Loaded<T>>, CatalogueError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| CatalogueError::Read { path, error }
    };
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(path).map_err(unreadable(path))? {
        let file = entry.map_err(unreadable(path))?.path();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let bytes = fs::read(&file).map_err(unreadable(&file))?;
        let broken = |cause: String| CatalogueError::Broken {
            path: file.clone(),
            cause,
        };
        let (id, value) = parse(&bytes).map_err(broken)?;
        // It is fetched by file name and judged by id, so these must be one.
        if file.file_stem().is_none_or(|stem| stem != id.as_str()) {
            return Err(broken(format!(
                "its id is `{id}`, so the file must be called {id}.json"
            )));
        }
        let brotli = match fs::read(file.with_extension("json.br")) {
            Ok(compressed) => Some(compressed),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(&file.with_extension("json.br"))(error)),
        };
        let sha256 = Sha256Hex::of(&bytes);
        all.insert(
            id,
            Loaded {
                value,
                file: ServedFile {
                    bytes,
                    sha256,
                    brotli,
                },
            },
        );
    }
    if all.is_empty() {
        return Err(CatalogueError::Empty {
            path: path.to_owned(),
            option,
        });
    }
    Ok(all)
}
