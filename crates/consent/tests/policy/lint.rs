//! The linter: nothing in the documentation's own pack, the known gaps of the company's.

use thuan_consent::policy::lint::{Finding, lint_pack, rules};

use crate::support::{example, project, summary, vst};

#[test]
fn the_documented_pack_has_no_finding() {
    assert_eq!(summary(&example()), Vec::<String>::new());
}

/// What the law asks for and the company has to add, or to take out: no error, since the form itself asks for each
/// purpose, and no word of the published text is ours to change.
#[test]
fn the_gaps_of_the_published_policy_are_found_where_they_are() {
    assert_eq!(
        summary(&vst()),
        [
            "policy.toml:11 warning controller-incomplete",
            "policy.toml:11 warning controller-contact",
            "policy.toml:82 warning marketing-channel",
            "policy.toml:82 warning marketing-frequency",
            "policy.toml:138 warning withdrawal-way",
            "vi.md:3 warning rights-not-told",
            "vi.md:3 warning duties-not-told",
            "vi.md:3 advice text-undated",
            "vi.md:3 advice breach-notice",
            "vi.md:7 warning open-ended-data",
            "vi.md:9 warning bundled-consent",
            "vi.md:17 warning no-opt-out",
            "vi.md:21 warning bundled-consent",
            "vi.md:25 warning one-retention",
            "vi.md:25 warning accounting-retention",
            "vi.md:44 warning complaints-contact",
        ]
    );
}

#[test]
fn a_finding_says_what_it_found_what_to_do_and_who_asks_for_it() {
    let finding = vst()
        .lint()
        .into_iter()
        .find(|it| it.rule == "accounting-retention")
        .unwrap();
    assert_eq!(
        finding.what,
        "the accounting rules are the reason for keeping everything: “Dữ liệu của khách hàng sẽ được lưu trữ bảo mật tại hệ thống của Vạn sự…”"
    );
    assert!(finding.source.starts_with("Law 91/2025/QH15, article 3"));
    assert!(
        finding
            .todo
            .starts_with("keep accounting documents as long")
    );
    let json = serde_json::to_value(&finding).unwrap();
    assert_eq!(json["severity"], "warning");
    assert_eq!(json["line"], 25);
    assert!(json.get("item").is_none());
}

#[test]
fn a_built_pack_has_the_same_findings_without_lines_of_its_toml() {
    for files in [example(), vst()] {
        let pack = files.pack();
        let mut written = files.lint();
        let places = |finding: &Finding| (finding.file.clone(), finding.item.clone(), finding.rule);
        for finding in &mut written {
            if finding.file == "policy.toml" {
                finding.line = None;
            }
        }
        let mut built = lint_pack(&pack);
        written.sort_by_key(places);
        built.sort_by_key(places);
        assert_eq!(built, written);
    }
}

#[test]
fn every_rule_has_a_name_of_its_own_a_source_and_a_test() {
    let tests = [
        include_str!("rules/consent.rs"),
        include_str!("rules/controller.rs"),
        include_str!("rules/format.rs"),
        include_str!("rules/languages.rs"),
        include_str!("rules/parties.rs"),
        include_str!("rules/purposes.rs"),
        include_str!("rules/retention.rs"),
        include_str!("rules/rights.rs"),
    ]
    .concat()
    .replace(char::is_whitespace, "");
    let mut ids = Vec::new();
    for rule in rules() {
        assert!(!ids.contains(&rule.id), "{}", rule.id);
        assert!(!rule.source.is_empty() && !rule.todo.is_empty());
        assert!(
            tests.contains(&format!("trips(\"{}\"", rule.id)),
            "{} has no test",
            rule.id
        );
        ids.push(rule.id);
    }
}

#[test]
fn the_law_document_names_every_rule_and_no_other() {
    let document = project("docs/law.md");
    let named: Vec<&str> = document
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let rules: Vec<&str> = rules().map(|rule| rule.id).collect();
    for rule in &rules {
        assert_eq!(named.iter().filter(|id| *id == rule).count(), 1, "{rule}");
    }
    assert_eq!(named.len(), rules.len(), "{named:?}");
}
