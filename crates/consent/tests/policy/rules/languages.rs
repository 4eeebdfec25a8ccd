use super::{passes, toml, trips};
use crate::support::example;

#[test]
fn language_rules() {
    trips(
        "missing-translation",
        &toml(
            "label.en = \"Managing and granting the right to use the service.\"\n",
            "",
        ),
        22,
    );
    trips(
        "missing-translation",
        &toml("en = \"The Company's own systems in Hanoi\"\n", ""),
        46,
    );
    let mut files = example();
    files.texts.remove("vi");
    trips("missing-translation", &files, 4);
    let mut files = example();
    files.texts.remove("en");
    trips("missing-text", &files, 14);
    passes("missing-translation", &files);
    let structure = |old, new| example().with("en", old, new);
    trips(
        "structure-differs",
        &structure("- To see and correct the data;\n", ""),
        34,
    );
    trips(
        "structure-differs",
        &structure("## 2. How long", "# 2. How long"),
        16,
    );
    trips(
        "structure-differs",
        &structure(
            "You can refuse these emails; the service stays the same.\n\n",
            "",
        ),
        14,
    );
    trips(
        "structure-differs",
        &structure("Questions and complaints go to dulieu@vidu.example.\n", ""),
        37,
    );
    passes(
        "structure-differs",
        &structure(
            "This translation is for information. The Vietnamese text is the one that counts.\n\n",
            "",
        ),
    );
    trips(
        "translation-unmarked",
        &structure(
            "This translation is for information. The Vietnamese text is the one that counts.\n\n",
            "",
        ),
        1,
    );
    // In a language whose words are not known, one paragraph before the second heading may be the mark.
    let mut files = example();
    let text = files.texts["en"].replace(
        "This translation is for information. The Vietnamese text is the one that counts.",
        "Diese Übersetzung dient der Information.",
    );
    files.texts.insert("de".to_owned(), text.clone());
    passes("structure-differs", &files);
    passes("translation-unmarked", &files);
    files
        .texts
        .insert("de".to_owned(), text.replace("## 2. How long\n", ""));
    trips("structure-differs", &files, 17);
}
