//! The sources for the layer rules: without comments and tests, each with its layer and the paths
//! that it names.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// File names of pure decisions, beside `rules.rs`.
const PURE: &[&str] = &[
    "rules.rs",
    "lattice.rs",
    "condition.rs",
    "catalogue.rs",
    "document.rs",
    "lineage.rs",
    "rewording.rs",
    "series.rs",
    "parse.rs",
    "render.rs",
    "texts.rs",
    "submitted_answer.rs",
    "violation.rs",
    "session_lifetime.rs",
    "same_human.rs",
    "validate.rs",
    "check.rs",
    "text.rs",
    "value.rs",
    "edition.rs",
    "visibility.rs",
    "outcome.rs",
    "progress.rs",
    "receipt.rs",
    "statement.rs",
    "mirror.rs",
    "overview.rs",
    "hints.rs",
    "forecast.rs",
    "transition.rs",
    "about.rs",
    "blocks.rs",
    "codebook.rs",
    "columns.rs",
    "flatten.rs",
    "format.rs",
    "labels.rs",
    "wrap.rs",
];

/// Source file of the library.
pub struct Source {
    /// Path below `api/src`.
    pub path: String,
    /// Text without comments and tests.
    pub code: String,
}

impl Source {
    pub fn folder(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    /// Returns true if the file is the GraphQL layer of its folder.
    pub fn is_graphql(&self) -> bool {
        self.file() == "graphql.rs" || self.path.contains("/graphql/")
    }

    pub fn is_domain(&self) -> bool {
        self.path.contains('/') && !["database", "http", "command", "demo"].contains(&self.folder())
    }

    pub fn is_pure(&self) -> bool {
        self.is_domain()
            && !self.is_graphql()
            && (PURE.contains(&self.file()) || self.path.contains("/validate/"))
    }

    pub fn is_verb(&self) -> bool {
        self.is_domain() && !self.is_graphql() && !self.is_pure() && !self.is_store()
    }

    /// Returns true if the file is the SQL layer of its folder.
    pub fn is_store(&self) -> bool {
        self.file() == "store.rs" || self.path.contains("/store/")
    }

    pub fn is_foreign_store(&self, name: &str) -> bool {
        let foreign = name
            .strip_prefix("crate::")
            .is_some_and(|rest| rest.split("::").next() != Some(self.folder()));
        foreign && name.split("::").nth(2) == Some("store")
    }

    /// Returns the paths that the file hands on with `pub use`.
    pub fn handed_on(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for statement in self.code.split(';') {
            let Some((head, tree)) = statement.rsplit_once("use ") else { continue };
            if head.rsplit(['\n', '}', '{']).next().unwrap().trim().starts_with("pub") {
                spread("", tree, &mut names);
            }
        }
        names
    }

    /// Returns every path that the file names: the expanded `use` lines, and the paths written in
    /// full.
    pub fn names(&self) -> BTreeSet<String> {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let mut names = BTreeSet::new();
        for part in self.code.split("use ").skip(1) {
            let tree = part.split(';').next().unwrap();
            spread("", tree, &mut names);
        }
        for root in ["crate::", "sea_orm::", "async_graphql::", "super::"] {
            for (place, _) in self.code.match_indices(root) {
                let path: String = self.code[place..].chars().take_while(|c| word(*c)).collect();
                names.insert(path.trim_end_matches(':').to_owned());
            }
        }
        // Names that are reached through a module that was imported by itself.
        let is_module = |short: &str| short.starts_with(|c: char| c.is_lowercase());
        let modules: Vec<_> = names
            .iter()
            .filter(|name| ["crate::", "super::"].iter().any(|root| name.starts_with(root)))
            .filter_map(|name| Some((name.clone(), name.rsplit_once("::")?.1.to_owned())))
            .filter(|(_, short)| is_module(short))
            .collect();
        for (module, short) in modules {
            for (place, _) in self.code.match_indices(&format!("{short}::")) {
                if !self.code[..place]
                    .ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                {
                    let path: String =
                        self.code[place + short.len()..].chars().take_while(|c| word(*c)).collect();
                    names.insert(format!("{module}{path}"));
                }
            }
        }
        names
    }
}

/// Expands `a::{b, c::{d}}` into `a::b` and `a::c::d`.
fn spread(head: &str, tree: &str, names: &mut BTreeSet<String>) {
    let tree = tree.trim();
    let Some((path, rest)) = tree.split_once('{') else {
        names.insert(
            format!("{head}{}", tree.split(" as ").next().unwrap().trim())
                .trim_start_matches("::")
                .trim_end_matches("::self")
                .to_owned(),
        );
        return;
    };
    let head = format!("{head}{}", path.trim());
    let inside = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut start) = (0, 0);
    for (place, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inside[start..place].trim().is_empty() {
                    spread(&head, &inside[start..place], names);
                }
                start = (place + 1).min(inside.len());
            }
            _ => {}
        }
    }
}

/// Returns the sources below a folder of the repository, without tests.
pub fn sources(below: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below);
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().display().to_string();
                sources.push(Source { path, code: code(&text) });
            }
        }
    }
    let tests = tests(&sources);
    let inside = |path: &str| {
        tests.iter().any(|file| path.contains(&format!("/{}/", file.trim_end_matches(".rs"))))
    };
    sources.retain(|source| !tests.contains(source.file()) && !inside(&source.path));
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// Returns a text without its comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Returns the files that are compiled for tests alone.
fn tests(sources: &[Source]) -> BTreeSet<String> {
    let declared = sources.iter().flat_map(|source| source.code.split("#[cfg(test)]\n").skip(1));
    declared
        .filter_map(|rest| {
            Some(format!(
                "{}.rs",
                rest.trim_start_matches("pub(crate) ").strip_prefix("mod ")?.split(';').next()?
            ))
        })
        .collect()
}

/// Returns the text of every Rust source of the repository, with its path.
pub fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> = ["api", "client", "entity", "migration", "tests"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if !["target", "node_modules"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                texts.push((path.strip_prefix(&root).unwrap().display().to_string(), text));
            }
        }
    }
    texts.sort();
    texts
}
