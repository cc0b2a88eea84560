//! Maps whose keys must be unique.

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use std::{collections::BTreeMap, marker::PhantomData};

/// Reads a map and refuses a duplicate key. A JSON reader would silently keep the last one.
pub(in crate::instrument) fn unique_keys<'de, D: Deserializer<'de>, V: Deserialize<'de>>(
    reader: D,
) -> Result<BTreeMap<String, V>, D::Error> {
    struct UniqueKeys<V>(PhantomData<V>);
    impl<'de, V: Deserialize<'de>> Visitor<'de> for UniqueKeys<V> {
        type Value = BTreeMap<String, V>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a map")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = entries.next_entry::<String, V>()? {
                if map.contains_key(&key) {
                    return Err(serde::de::Error::custom(format_args!(
                        "the key `{key}` is there twice"
                    )));
                }
                map.insert(key, value);
            }
            Ok(map)
        }
    }
    reader.deserialize_map(UniqueKeys(PhantomData))
}
