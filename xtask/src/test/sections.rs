//! How each section is run.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::{
    backend::{self, Profile},
    console, files, lint, process,
    project::{BROWSER_FEATURE, NATIVE_FEATURE, Project, TOOLS, WASM_TARGET, WIDGET},
    setup::{self, TestTools},
    site, size,
};

use super::{Section, count::Count, load, postgres::Servers};

/// Runs a section and counts its tests. A section that ran no test at all has failed.
pub fn run(
    project: &Project,
    section: Section,
    tools: Option<&TestTools>,
    count: &mut Count,
) -> Result<()> {
    let tools = || tools.context("the tools of the tests were not set up");
    match section {
        Section::Lint => return lint::all(project),
        Section::Native => native(project, count)?,
        Section::Web => web(project, tools()?, count)?,
        Section::Foreign => foreign(project, count)?,
        Section::Journey => journey(project, tools()?, count)?,
        Section::Engines => engines(project, tools()?, count)?,
    }
    if count.total() == 0 {
        bail!("no test was found: that is no pass");
    }
    Ok(())
}

/// The backend's tests, by modules, that keep nothing in a database, or choose theirs themselves.
const OF_NO_DATABASE: [&str; 10] = [
    "connections::",
    "cors::",
    "deploy::",
    "policy::",
    "postgres::",
    "server::",
    "site::",
    "sqlite_file::",
    "tools::",
    "vectors::",
];

/// The server's name among the databases that the backend's tests are run on.
const POSTGRES: &str = "postgres";

/// Where proptest's chance comes from.
const PROPTEST_SEED: &str = "PROPTEST_RNG_SEED";

/// The backend's tests alone, on `sqlite` or `postgres`; more arguments are those of the tests.
pub fn of_backend(project: &Project, database: &str) -> Command {
    let mut command = native_tests(project);
    command.args(["--test", "backend", "--"]);
    if database == POSTGRES {
        for module in OF_NO_DATABASE {
            command.args(["--skip", module]);
        }
    }
    command.env("THUAN_TEST_DATABASE", database);
    command
}

/// What tries inputs that are generated, and needs no server.
const OF_CHANCE: [&str; 9] = [
    "differential",
    "fuzz",
    "patterns",
    "policy",
    "record",
    "shown",
    "tamper",
    "vectors_consent",
    "verdict",
];

/// The tests with generated inputs, from another seed than in each run.
pub fn of_chance(project: &Project, seed: u64) -> Command {
    let mut command = native_tests(project);
    command.args(["--lib", "--bins"]);
    for test in OF_CHANCE {
        command.args(["--test", test]);
    }
    command.env(PROPTEST_SEED, seed.to_string());
    command
}

/// Of all packages, even for the tests of one: cargo would compile what they share anew, with fewer features.
fn native_tests(project: &Project) -> Command {
    let mut command = project.cargo([
        "test",
        "--workspace",
        "--exclude",
        TOOLS,
        "--features",
        NATIVE_FEATURE,
    ]);
    // The same inputs in each run: what nobody has touched does not fail one day. `soak chance` has others.
    command.env(PROPTEST_SEED, "1");
    command
}

fn native(project: &Project, count: &mut Count) -> Result<()> {
    setup::faketime(project)?;
    let servers = Servers::start(project)?;
    let mut command = native_tests(project);
    command.arg("--no-fail-fast");
    let python = setup::test_python(project)?;
    command
        .envs(oracles(python.clone()))
        .envs(servers.variables()?);
    let passed = process::watched(&mut command, |line| count.add_rust(line))?;
    said_no(passed, count, "cargo test")?;

    // The backend once more, with everything on PostgreSQL.
    let mut command = of_backend(project, POSTGRES);
    command
        .envs(oracles(python.clone()))
        .envs(servers.variables()?);
    let passed = process::watched(&mut command, |line| count.add_rust(line))?;
    said_no(passed, count, "cargo test on PostgreSQL")?;
    load::tries(project, &servers, count)?;
    drop(servers);

    // The schemas' generator is in no program, so it is compiled for its own tests alone; and without the backend beside
    // it signatures are verified as the widget does.
    let mut command = project.cargo([
        "test",
        "--package",
        "thuan-consent",
        "--features",
        "schema,source,verify",
        "--test",
        "schema",
        "--test",
        "schema_document",
        "--test",
        "vectors_consent",
        "--test",
        "vectors_wycheproof",
    ]);
    command.envs(oracles(python));
    let passed = process::watched(&mut command, |line| count.add_rust(line))?;
    said_no(passed, count, "cargo test of thuan-consent alone")
}

fn web(project: &Project, tools: &TestTools, count: &mut Count) -> Result<()> {
    // Names the browser and how to start it; root needs `--no-sandbox`, as in containers.
    let capabilities = project.work().join("webdriver.json");
    files::write(
        &capabilities,
        json!({
            "goog:chromeOptions": {
                "binary": tools.chromium,
                "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            }
        })
        .to_string(),
    )?;
    let mut command = project.cargo([
        "test",
        "--package",
        WIDGET,
        "--target",
        WASM_TARGET,
        "--features",
        BROWSER_FEATURE,
        "--tests",
        "--no-fail-fast",
    ]);
    command
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            project.debug_binary("wasm-bindgen-test-runner"),
        )
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        // Starting a browser on a busy machine takes its time.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("CHROMEDRIVER", &tools.chromedriver);
    let passed = process::watched(&mut command, |line| count.add_rust(line))?;
    said_no(passed, count, "cargo test for browsers")
}

/// The folder of `tests/` that needs neither the release nor a browser.
const FOREIGN: &str = "tests/foreign";

/// The folder with a language that the product does not have.
const LANGUAGES: &str = "tests/languages";

/// The folder of `tests/` that needs other browsers.
const ENGINES: &str = "tests/engines";

fn foreign(project: &Project, count: &mut Count) -> Result<()> {
    let tests = node_tests(project, FOREIGN)?;
    let mut command = project.command(site::node());
    command.envs(oracles(setup::test_python(project)?));
    node(project, "foreign", command, &tests, count)
}

fn journey(project: &Project, tools: &TestTools, count: &mut Count) -> Result<()> {
    let mut tests = node_tests(project, "tests")?;
    let elsewhere = [FOREIGN, ENGINES].map(|folder| project.path(folder));
    tests.retain(|test| !elsewhere.iter().any(|folder| test.starts_with(folder)));
    let thuan = release(project)?;
    size::check_budget(project)?;
    let languages = site::with_languages(project, Path::new(LANGUAGES), &thuan)?;

    let mut command = project.command(site::node());
    command
        .envs(environment(project, tools, &thuan))
        .env("THUAN_SITE_LANGUAGES", languages);
    node(project, "journey", command, &tests, count)
}

fn engines(project: &Project, tools: &TestTools, count: &mut Count) -> Result<()> {
    let tests = node_tests(project, ENGINES)?;
    let engines = tools
        .engines
        .as_ref()
        .context("the other browsers were not set up")?;
    let thuan = release(project)?;
    let mut command = project.command(site::node());
    command.envs(environment(project, tools, &thuan)).envs([
        ("THUAN_FIREFOX", &engines.firefox),
        ("THUAN_GECKODRIVER", &engines.geckodriver),
        ("THUAN_MINIBROWSER", &engines.minibrowser),
        ("THUAN_WEBKITDRIVER", &engines.webkitdriver),
        ("THUAN_XVFB", &engines.xvfb),
    ]);
    node(project, "engines", command, &tests, count)
}

/// The built site, in `dist/`, and the backend's binary, which is the answer.
pub fn release(project: &Project) -> Result<PathBuf> {
    let thuan = backend::build(project, Profile::Development)?;
    site::build(project, false, &thuan)?;
    Ok(thuan)
}

fn node_tests(project: &Project, folder: &str) -> Result<Vec<PathBuf>> {
    let tests = files::walk(&project.path(folder), |path| {
        files::name(path).ends_with(".test.mjs")
    })?;
    if tests.is_empty() {
        bail!("there is no *.test.mjs in {folder}/");
    }
    Ok(tests)
}

/// Runs test files of Node's own runner.
fn node(
    project: &Project,
    name: &str,
    mut command: Command,
    tests: &[PathBuf],
    count: &mut Count,
) -> Result<()> {
    let tap = project.work().join(format!("{name}.tap"));
    files::write(&tap, "")?;
    command
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-reporter-destination=stdout",
        ])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", tap.display()))
        .args(tests);
    let passed = console::step(name, || process::watched(&mut command, |_| {}))?;
    count.add_tap(&files::read(&tap)?);
    said_no(passed, count, "node --test")
}

/// What the tests in `tests/` are told.
pub fn environment(
    project: &Project,
    tools: &TestTools,
    thuan: &Path,
) -> Vec<(&'static str, OsString)> {
    let mut variables = oracles(tools.python.clone());
    variables.extend([
        ("THUAN_PROJECT", project.root.clone().into_os_string()),
        ("THUAN_BIN", thuan.into()),
        ("THUAN_SITE", project.dist().into()),
        ("THUAN_WORK", project.work().into()),
        ("THUAN_CHROMIUM", tools.chromium.clone().into()),
        ("THUAN_CHROMEDRIVER", tools.chromedriver.clone().into()),
        ("THUAN_TRUNK", tools.trunk.clone().into()),
        // `cargo xtask …` inside a test, as trunk's hook does, must find the same target directory.
        ("CARGO_TARGET_DIR", project.target.clone().into()),
    ]);
    variables
}

/// Where the foreign implementations are that ours is held against. One that is missing is a failure here, and a skipped
/// test for whoever runs one file by hand.
pub fn oracles(python: Option<PathBuf>) -> Vec<(&'static str, OsString)> {
    let mut variables = vec![("THUAN_REQUIRE_ORACLES", "1".into())];
    if let Some(python) = python {
        variables.push(("THUAN_PYTHON", python.into()));
    }
    variables
}

/// A runner that fails without a failed test, because something does not compile for example, has failed too.
fn said_no(passed: bool, count: &Count, runner: &str) -> Result<()> {
    match (passed, count.failed) {
        (true, _) => Ok(()),
        (false, 0) => bail!("`{runner}` failed before or beside its tests: see above"),
        (false, failed) => bail!("{failed} failed: see above"),
    }
}
