//! The content of a database, column by column, and a search for secrets in every form.

use super::Beside;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// For each database: the query that names its columns, and the query that returns all values of a
/// column.
///
/// The second query returns one value a line, raw bytes in hexadecimal.
const SQLITE: (&str, &str) = (
    "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1",
    "SELECT coalesce(group_concat(quote(\"{column}\"), char(10)), '') FROM \"{table}\"",
);
const POSTGRES: (&str, &str) = (
    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
    "SELECT coalesce(string_agg(\"{column}\"::text, E'\\n'), '') FROM \"{table}\"",
);

/// Every column of every table, with its content.
#[derive(Clone, Debug)]
pub struct DatabaseText(Vec<(String, String)>);

impl Beside {
    /// Returns the present content of the database.
    pub async fn kept(&self) -> DatabaseText {
        let (names, all) = if self.is_sqlite() { SQLITE } else { POSTGRES };
        let mut columns = Vec::new();
        for name in self.texts(names).await {
            let (table, column) = name.split_once('.').unwrap();
            let held = self
                .texts(&all.replace("{table}", table).replace("{column}", column))
                .await
                .remove(0);
            columns.push((name, held));
        }
        DatabaseText(columns)
    }
}

impl DatabaseText {
    /// Returns the names of the columns that hold a secret in any form.
    pub fn places(&self, secret: &str) -> Vec<&str> {
        let forms = forms(secret);
        let holds = |all: &str| forms.iter().any(|form| all.contains(form));
        self.0.iter().filter(|(_, all)| holds(all)).map(|(column, _)| column.as_str()).collect()
    }
}

/// Returns the forms of a secret: the text itself, and its bytes or its decoded bytes in
/// hexadecimal or base 64.
fn forms(secret: &str) -> Vec<String> {
    let bare = secret.trim_start_matches("nsn_");
    let decoded = [
        URL_SAFE_NO_PAD.decode(bare).ok(),
        totp_rs::Secret::try_from_base32(bare).ok().map(|secret| secret.to_vec()),
    ];
    let raw = decoded.into_iter().flatten().chain([secret.as_bytes().to_vec()]);
    let written = |raw: Vec<u8>| {
        [
            hex::encode(&raw),
            hex::encode_upper(&raw),
            URL_SAFE_NO_PAD.encode(&raw),
            STANDARD_NO_PAD.encode(&raw),
        ]
    };
    raw.flat_map(written).chain([secret.to_owned()]).collect()
}
