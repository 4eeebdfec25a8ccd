//! Compiles the numbering plan's patterns to a sparse automaton, for measuring what such tables cost.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "kind-by-tables")]
    {
        use regex_automata::dfa::dense;
        let patterns = thuan_fields::patterns::PHONE_KINDS.map(|(_, pattern)| pattern.regex);
        let dense = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .minimize(true)
                    .start_kind(regex_automata::dfa::StartKind::Anchored),
            )
            .build_many(&patterns)
            .expect("the patterns compile");
        let sparse = dense.to_sparse().expect("and fit").to_bytes_little_endian();
        let file = std::path::Path::new(&std::env::var("OUT_DIR").expect("cargo sets it"))
            .join("kinds.dfa");
        std::fs::write(file, sparse).expect("it is writable");
    }
}
