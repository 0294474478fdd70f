//! Members that are null. AWS's own answers leave out what isn't there; what SDKs and other tools write says `null`, and means the same.

use std::borrow::Cow;

/// The text with blanks where members are null, so that they are absent and all else stays in its line and column.
pub(crate) fn blanked(text: &str) -> Cow<'_, str> {
    if !text.contains("null") {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    // The last string that may be a key, the last comma with nothing but a key behind it, and whether a colon stands before.
    let (mut key, mut comma, mut is_value) = (0, None, false);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => {
                at = end_of_string(&bytes, start);
                key = if is_value { key } else { start };
            }
            b':' => is_value = true,
            b',' => (comma, is_value) = (Some(start), false),
            b'{' | b'}' | b'[' | b']' => (comma, is_value) = (None, false),
            b'n' if is_value && bytes.get(start..).is_some_and(|rest| rest.starts_with(b"null")) => {
                let end = start + 4;
                let behind = skip_space(&bytes, end);
                is_value = false;
                // With it goes one comma: the one behind, else the one before.
                if bytes.get(behind) == Some(&b',') {
                    at = behind + 1;
                    blank(&mut bytes, key..at);
                } else {
                    at = end;
                    blank(&mut bytes, comma.take().unwrap_or(key)..at);
                }
            }
            _ => {}
        }
    }
    // Whole strings and words were overwritten, so that it is text still.
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Behind the string that starts there.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return at,
        }
    }
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Overwrites what isn't the end of a line.
fn blank(bytes: &mut [u8], range: std::ops::Range<usize>) {
    for byte in bytes.get_mut(range).unwrap_or_default() {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::blanked;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn a_member_goes_with_one_comma() {
        let texts = [
            (r#"{"a":null}"#, r"{        }"),
            (r#"{"a": null, "b": 1}"#, r#"{           "b": 1}"#),
            (r#"{"b": 1, "a": null}"#, r#"{"b": 1           }"#),
            (r#"{"a":null,"b":null}"#, r"{                 }"),
            (r#"{"b":[],"a":null,"c":null}"#, r#"{"b":[]                  }"#),
            (r#"{"b":{"a":null}}"#, r#"{"b":{        }}"#),
        ];
        for (text, wanted) in texts {
            assert_eq!(blanked(text), wanted);
        }
        assert_eq!(blanked("{\"ä\"\n:\r\nnull}"), "{    \n \r\n    }");
    }

    #[test]
    fn what_is_no_member_stays() {
        for text in [r#"{"a":"null","b":["x",null],"n:":"\",null"}"#, "null", "[null]", r#"{"a":nul"#, r#"{"a":"null\"#]
        {
            assert_eq!(blanked(text), text);
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let word = prop::sample::select(vec!["a", "null", "\"", "\\", "ä,", ":null", "}"]);
        let leaf = prop_oneof![Just(Value::Null), Just(Value::from(7)), word.clone().prop_map(Value::from)];
        leaf.prop_recursive(4, 40, 5, move |inner| {
            let members = prop::collection::vec((word.clone(), inner.clone()), 0..5);
            let object = members.prop_map(|all| all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
            prop_oneof![prop::collection::vec(inner, 0..5).prop_map(Value::Array), object.prop_map(Value::Object)]
        })
    }

    fn without_nulls(value: Value) -> Value {
        match value {
            Value::Array(all) => all.into_iter().map(without_nulls).collect(),
            Value::Object(all) => {
                let kept = all.into_iter().filter(|(_, value)| !value.is_null());
                Value::Object(kept.map(|(key, value)| (key, without_nulls(value))).collect())
            }
            other => other,
        }
    }

    proptest! {
        #[test]
        fn what_is_left_is_the_same_without_them(value in json()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let left = blanked(&text);
                prop_assert_eq!(serde_json::from_str::<Value>(&left).unwrap(), without_nulls(value.clone()));
                let ends = |text: &str| text.match_indices('\n').map(|(at, _)| at).collect::<Vec<_>>();
                prop_assert_eq!((left.len(), ends(&left)), (text.len(), ends(&text)));
            }
        }

        #[test]
        fn any_text_is_read(text in "[\\[\\]{}:,\"\\\\ nul]{0,40}") {
            prop_assert_eq!(blanked(&text).len(), text.len());
        }
    }
}
