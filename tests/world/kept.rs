//! What a database holds, column by column, and where in it a secret would be found, however it is written.

use super::Beside;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// How each database names its columns, and gives all that one of them holds: one value a line, raw bytes in hexadecimal.
const SQLITE: (&str, &str) = (
    "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1",
    "SELECT coalesce(group_concat(quote(\"{column}\"), char(10)), '') FROM \"{table}\"",
);
const POSTGRES: (&str, &str) = (
    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
    "SELECT coalesce(string_agg(\"{column}\"::text, E'\\n'), '') FROM \"{table}\"",
);

/// Every column of every table, with all that it holds.
#[derive(Clone, Debug)]
pub struct Kept(Vec<(String, String)>);

impl Beside {
    /// What the database holds now.
    pub async fn kept(&self) -> Kept {
        let (names, all) = if self.is_sqlite() { SQLITE } else { POSTGRES };
        let mut columns = Vec::new();
        for name in self.texts(names).await {
            let (table, column) = name.split_once('.').unwrap();
            let held = self.texts(&all.replace("{table}", table).replace("{column}", column)).await.remove(0);
            columns.push((name, held));
        }
        Kept(columns)
    }
}

impl Kept {
    /// The columns that hold a secret in any form, by their names.
    pub fn places(&self, secret: &str) -> Vec<&str> {
        let forms = forms(secret);
        let holds = |all: &str| forms.iter().any(|form| all.contains(form));
        self.0.iter().filter(|(_, all)| holds(all)).map(|(column, _)| column.as_str()).collect()
    }
}

/// A secret as it is shown, and the bytes that it stands for, or those of its text, in hexadecimal or base 64.
fn forms(secret: &str) -> Vec<String> {
    let bare = secret.trim_start_matches("nsn_");
    let decoded = [URL_SAFE_NO_PAD.decode(bare).ok(), totp_rs::Secret::try_from_base32(bare).ok().map(|secret| secret.to_vec())];
    let raw = decoded.into_iter().flatten().chain([secret.as_bytes().to_vec()]);
    let written =
        |raw: Vec<u8>| [hex::encode(&raw), hex::encode_upper(&raw), URL_SAFE_NO_PAD.encode(&raw), STANDARD_NO_PAD.encode(&raw)];
    raw.flat_map(written).chain([secret.to_owned()]).collect()
}
