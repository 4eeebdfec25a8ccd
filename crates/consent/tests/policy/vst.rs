//! The policy pack of Vạn sự thông: the company's own words, and a translation that follows them.

use crate::common::{language, pack};
use crate::support::project;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::FormDefinition;
use thuan_consent::policy::lint::{Mismatch, against_form};
use thuan_consent::policy::markdown::{Block, blocks};
use thuan_consent::record::LawfulBasis;

/// `sha256sum` of the text as the company published it.
const PUBLISHED: &str = "2c9f53c33cfdabe826f83052d3e2e6a09bd8a19ac9c46460b77968530d388b7b";

#[test]
fn the_vietnamese_text_is_the_published_one_to_the_byte() {
    let pack = pack();
    let text = pack.text(&language("vi")).unwrap();
    assert_eq!(Sha256Hex::of(text.as_bytes()).to_string(), PUBLISHED);
    assert_eq!(
        pack.notice(&language("en"))
            .unwrap()
            .authoritative
            .sha256
            .to_string(),
        PUBLISHED
    );
}

/// What a text is made of, without its words: `#`, `##`, `.` for a paragraph, `-` for each item.
fn outline(tag: &str) -> String {
    let pack = pack();
    let text = pack.text(&language(tag)).unwrap().to_owned();
    blocks(&text)
        .into_iter()
        .map(|block| match block {
            Block::Heading { level, .. } => "#".repeat(level.into()),
            Block::Paragraph(_) => ".".to_owned(),
            Block::List(items) => "-".repeat(items.len()),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_text_is_read_as_six_articles() {
    assert_eq!(
        outline("vi"),
        ". # ## . . ## . ----- . ## . ## . -- ## . --- ## ."
    );
}

#[test]
fn the_translation_follows_article_by_article_and_says_what_it_is() {
    // The one paragraph more, after the title, says that it is a translation.
    assert_eq!(outline("en").replacen("# . ##", "# ##", 1), outline("vi"));
    let pack = pack();
    let text = pack.text(&language("en")).unwrap();
    assert_eq!(
        blocks(text)[2],
        Block::Paragraph(vec![
            "This translation is for information. The Vietnamese text is the one that counts."
        ])
    );
}

/// Article 2 of the text by ground: what the service needs is told, what goes beyond it is asked, each channel apart.
#[test]
fn the_purposes_rest_on_the_grounds_the_law_gives_them() {
    let pack = pack();
    let found: Vec<_> = pack
        .purposes
        .iter()
        .map(|purpose| {
            let channel = purpose.channel.as_deref();
            (purpose.id.as_str(), purpose.lawful_basis, channel)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("service_access", LawfulBasis::Contract, None),
            ("change_notices", LawfulBasis::Contract, None),
            ("complaints", LawfulBasis::Contract, None),
            ("renewal_email", LawfulBasis::Consent, Some("email")),
            ("renewal_phone", LawfulBasis::Consent, Some("phone")),
            ("aftersales_care", LawfulBasis::Consent, None),
        ]
    );
    // Article 3, for everything: what the company wrote, and what the linter finds fault with.
    assert!(
        pack.purposes
            .iter()
            .all(|purpose| purpose.retention_period == "P10Y")
    );
}

#[test]
fn its_purposes_use_what_its_form_asks_for_and_nothing_else() {
    let form = |path: &str| FormDefinition::parse(project(path).as_bytes()).unwrap();
    let vst = form("forms/vst.json");
    assert_eq!(against_form(&pack(), &vst), []);

    let mut more = pack();
    more.purposes[1].pii_information.push("birthday".to_owned());
    let (purpose, data) = (more.purposes[1].id.clone(), "birthday".to_owned());
    let expected = [Mismatch::NotAsked { purpose, data }];
    assert_eq!(against_form(&more, &vst), expected);

    // A field of every kind, and none of them has a purpose.
    let found = against_form(&pack(), &form("tests/forms/extra.json"));
    let fields: Vec<_> = found
        .iter()
        .map(|mismatch| match mismatch {
            Mismatch::NotUsed { field } => field.as_str(),
            Mismatch::NotAsked { .. } => "?",
        })
        .collect();
    assert_eq!((fields.first(), fields.len()), (Some(&"branches"), 10));
    assert!(
        found[0]
            .to_string()
            .starts_with("the field `branches` is used by no purpose")
    );
}
