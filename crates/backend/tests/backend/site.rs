//! The site as browsers get it, and what stops the start.

use std::fs;

use crate::support::{Answer, Folder, Wire};

fn with_files() -> Folder {
    let folder = Folder::new();
    let site = folder.site();
    fs::create_dir_all(site.join("v/0.1.0")).expect("made");
    fs::create_dir_all(site.join("vst/en")).expect("made");
    for (path, content) in [
        ("thuan.js", "export {}"),
        ("thuan.js.br", "(brotli)"),
        ("thuan.d.ts", "export {}"),
        ("v/0.1.0/thuan.wasm", "\0asm"),
        ("v/0.1.0/thuan.css", ":host{}"),
        ("vst/en/index.html", "<!doctype html>"),
        ("forms/vst.json.br", "(brotli)"),
    ] {
        fs::write(site.join(path), content).expect("written");
    }
    folder
}

#[track_caller]
fn has(answer: &Answer, headers: &[(&str, &str)]) {
    assert_eq!(answer.status, 200);
    for (name, value) in headers {
        assert_eq!(answer.header(name), *value, "{name}");
    }
}

const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");

#[test]
fn pages_are_guarded() {
    let folder = with_files();
    let backend = folder.serve(&[]);
    for path in ["/", "/index.html", "/vst/en/"] {
        let answer = backend.get(path, &[]);
        has(
            &answer,
            &[
                HTML,
                ("cache-control", "no-cache"),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "strict-origin-when-cross-origin"),
                (
                    "content-security-policy",
                    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
                     img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; \
                     require-trusted-types-for 'script'; trusted-types 'none'",
                ),
            ],
        );
        let permissions = answer.header("permissions-policy");
        assert!(
            ["camera=()", "microphone=()", "geolocation=()"]
                .iter()
                .all(|none| permissions.contains(none))
        );
        assert_eq!(answer.header("set-cookie"), "");
    }
    let answer = backend.get("/vst/en", &[]);
    assert_eq!(
        (answer.status, answer.header("location")),
        (307, "/vst/en/")
    );
}

#[test]
fn pages_may_ask_the_services_that_a_form_looks_companies_up_at() {
    let folder = with_files();
    let path = folder.site().join("forms/vst.json");
    let form = fs::read_to_string(&path).expect("read");
    let lookup = r#"{"lookup": {"url": "https://api.example.vn:8443/business/{tax_code}?v=2"},"#;
    fs::write(&path, form.replacen('{', lookup, 1)).expect("written");
    let backend = folder.serve(&[]);
    let policy = backend
        .get("/", &[])
        .header("content-security-policy")
        .to_owned();
    assert!(
        policy.contains("; connect-src 'self' https://api.example.vn:8443; "),
        "{policy}"
    );
}

/// Each page may be framed by whom its own form allows, and by nobody else.
#[test]
fn hosted_pages_may_be_framed_where_their_form_says() {
    let folder = with_files();
    let site = folder.site();
    let vst = fs::read_to_string(site.join("forms/vst.json")).expect("read");
    let with = |id: &str, origins: &str| {
        let form = vst.replacen("\"id\": \"vst\"", &format!("\"id\": \"{id}\""), 1);
        let allowed = format!("{{\"allowed_origins\": {origins},");
        fs::write(
            site.join(format!("forms/{id}.json")),
            form.replacen('{', &allowed, 1),
        )
        .expect("written");
    };
    with(
        "vst",
        r#"["https://partner.example", "https://shop.example:8443"]"#,
    );
    with("other", r#"["https://elsewhere.example"]"#);
    for (page, form) in [
        ("index.html", "forms/vst.json"),
        ("record.html", "forms/vst.json"),
        ("vst/index.html", "../forms/vst.json"),
        ("vst/en/index.html", "../../forms/vst.json"),
        ("other/index.html", "../forms/other.json"),
        ("unknown.html", "forms/unknown.json"),
    ] {
        let path = site.join(page);
        fs::create_dir_all(path.parent().expect("has one")).expect("made");
        let html = format!("<!doctype html><thuan-form form=\"{form}\" hosted></thuan-form>");
        fs::write(path, html).expect("written");
    }
    fs::write(site.join("plain.html"), "<!doctype html>").expect("written");
    let backend = folder.serve(&[]);
    let vst = "'self' https://partner.example https://shop.example:8443";
    for (path, expected) in [
        ("/", vst),
        ("/index.html", vst),
        ("/record.html", vst),
        ("/vst/", vst),
        ("/vst/?partner=acme", vst),
        ("/vst/en/", vst),
        ("/other/", "'self' https://elsewhere.example"),
        ("/unknown.html", "'self'"),
        ("/plain.html", "'self'"),
    ] {
        let answer = backend.get(path, &[]);
        let policy = answer.header("content-security-policy");
        let (_, rest) = policy.split_once("; frame-ancestors ").expect("there");
        let (framed_by, _) = rest.split_once(';').expect("followed");
        assert_eq!(framed_by, expected, "{path}");
        assert_eq!(answer.header("x-frame-options"), "", "{path}");
    }
}

/// The page's script stands in it, which the policy of the other pages would refuse.
#[test]
fn the_self_contained_page_is_sent_with_the_policy_that_was_built_with_it() {
    let folder = with_files();
    let site = folder.site();
    let backend = folder.serve(&[]);
    let policy = |path: &str| {
        let answer = backend.get(path, &[]);
        has(&answer, &[HTML]);
        answer.header("content-security-policy").to_owned()
    };
    fs::write(site.join("verify.html"), "<!doctype html>").expect("written");
    assert_eq!(
        policy("/verify.html"),
        policy("/"),
        "without a policy of its own"
    );
    for hash in ["sha384-AAAA", "sha384-BBBB"] {
        let own = format!("default-src 'none'; script-src '{hash}'");
        fs::write(site.join("verify.csp"), &own).expect("written");
        assert_eq!(
            policy("/verify.html"),
            format!("{own}; frame-ancestors 'self'")
        );
    }
    assert!(policy("/").contains("script-src 'self' 'wasm-unsafe-eval'"));
}

#[test]
fn files_have_their_types_and_ages() {
    let folder = with_files();
    let backend = folder.serve(&[]);
    let (kept, asked) = ("public, max-age=31536000, immutable", "no-cache");
    for (path, kind, age) in [
        ("/v/0.1.0/thuan.wasm", "application/wasm", kept),
        ("/v/0.1.0/thuan.css", "text/css; charset=utf-8", kept),
        ("/thuan.js", "text/javascript; charset=utf-8", asked),
        ("/thuan.d.ts", "text/plain; charset=utf-8", asked),
        ("/forms/vst.json", "application/json", asked),
        ("/policy/vst.json", "application/json", asked),
    ] {
        let nosniff = ("x-content-type-options", "nosniff");
        let corp = ("cross-origin-resource-policy", "cross-origin");
        has(
            &backend.get(path, &[]),
            &[
                ("content-type", kind),
                ("cache-control", age),
                nosniff,
                corp,
            ],
        );
    }
    let missing = backend.get("/v/0.1.0/missing.js", &[]);
    assert_eq!(
        (missing.status, missing.header("cache-control")),
        (404, "no-store")
    );
}

#[test]
fn compressed_neighbours_are_sent_to_those_who_take_them() {
    let folder = with_files();
    let backend = folder.serve(&[]);
    for path in ["/thuan.js", "/forms/vst.json"] {
        let plain = backend.get(path, &[("accept-encoding", "gzip")]);
        let small = backend.get(path, &[("accept-encoding", "gzip, br")]);
        assert_eq!(plain.header("content-encoding"), "");
        assert_eq!(small.header("content-encoding"), "br");
        assert_eq!(small.body, b"(brotli)");
        assert_ne!(plain.header("etag"), small.header("etag"));
        assert_eq!(plain.header("content-type"), small.header("content-type"));
        assert!(plain.header("vary").contains("accept-encoding"));
    }
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let folder = with_files();
    let backend = folder.serve(&[]);
    for path in ["/", "/thuan.js", "/forms/vst.json", "/policy/vst.json"] {
        let first = backend.get(path, &[]);
        let tag = first.header("etag");
        assert!(tag.len() > 60, "{path}: {tag}");
        let again = backend.get(path, &[("if-none-match", tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), tag);
        let weak = format!("\"x\", W/{tag}");
        assert_eq!(backend.get(path, &[("if-none-match", &weak)]).status, 304);
        assert_eq!(backend.get(path, &[("if-none-match", "\"x\"")]).status, 200);
    }
    // With a tag that does not match, the date does not count.
    let modified = backend.get("/", &[]).header("last-modified").to_owned();
    let headers = [
        ("if-none-match", "\"x\""),
        ("if-modified-since", modified.as_str()),
    ];
    assert_eq!(backend.get("/", &headers).status, 200);
}

#[test]
fn nothing_outside_the_site_is_served() {
    let folder = with_files();
    fs::write(folder.path("secret"), "secret").expect("written");
    let backend = folder.serve(&[]);
    for path in [
        "/../secret",
        "/%2e%2e/secret",
        "/v/..%2f..%2fsecret",
        "//etc/passwd",
        "/..%5csecret",
    ] {
        backend.get(path, &[]).is_problem(404, "not-found");
    }
    assert_eq!(backend.get("/healthz", &[]).status, 200);
}

/// A record names its form by the hash of what was served, so this must not change under a running backend.
#[test]
fn definitions_are_served_as_they_were_loaded() {
    let folder = with_files();
    let backend = folder.serve(&[]);
    let before = backend.get("/forms/vst.json", &[]).body;
    fs::write(folder.site().join("forms/vst.json"), "{}").expect("written");
    assert_eq!(backend.get("/forms/vst.json", &[]).body, before);
}

#[test]
fn a_definition_that_cannot_be_used_stops_the_start() {
    for (path, content, words) in [
        (
            "forms/vst.json",
            "{",
            "forms/vst.json: expected a member name (line 1)",
        ),
        (
            "forms/vst.json",
            "{}",
            "forms/vst.json: /format: is missing",
        ),
        (
            "forms/other.json",
            "copy",
            "its id is `vst`, so the file must be called vst.json",
        ),
        ("policy/vst.json", "[]", "policy/vst.json: "),
    ] {
        let folder = Folder::new();
        let target = folder.site().join(path);
        match content {
            "copy" => fs::rename(folder.site().join("forms/vst.json"), target).expect("moved"),
            _ => fs::write(target, content).expect("written"),
        }
        start_fails(&folder, words);
    }
    let folder = Folder::new();
    fs::rename(
        folder.site().join("policy/vst.json"),
        folder.site().join("policy/vst.txt"),
    )
    .expect("moved");
    start_fails(
        &folder,
        "no .json file here; build the site first, or say where they are with --policies",
    );
    let folder = Folder::new();
    let form = folder.site().join("forms/vst.json");
    let text = fs::read_to_string(&form)
        .expect("a form")
        .replace(r#""policy": "vst""#, r#""policy": "none""#);
    fs::write(form, text).expect("written");
    start_fails(&folder, "its policy `none` is not in");
}

#[track_caller]
fn start_fails(folder: &Folder, words: &str) {
    let error = folder.fails_to_serve(&[]);
    assert!(error.contains(words), "{error}");
}

#[test]
fn a_name_that_no_file_can_have_is_that_of_none() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    for path in [
        "/forms/%ff.json",
        "/policy/%ed%a0%80.json",
        "/api/keys/%ff",
        "/api/forms/%c0%af",
    ] {
        backend.get(path, &[]).is_problem(404, "not-found");
    }
    for name in [
        "x".repeat(300),
        "%41".repeat(2000),
        "a/".repeat(3000),
        "index.html/x".to_owned(),
        "a%00b".to_owned(),
    ] {
        let answer = backend.get(&format!("/{name}"), &[]);
        answer.is_problem(404, "not-found");
    }
    let reply = Wire::to(&backend.url).send(b"GET x HTTP/1.1\r\nhost: x\r\n\r\n", false, false);
    assert_eq!(reply.expect("an answer").status, 404);
    assert!(!folder.log().contains("site_unread"), "{}", folder.log());
}
