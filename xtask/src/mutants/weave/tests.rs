use super::*;

/// The source with one change, or several at one place, numbered from 1: `source` marks where they begin by `‸`.
fn woven(genre: Genre, marked: &str, replacements: &[&str]) -> String {
    let (before, after) = marked.split_once('‸').unwrap();
    let (line, column) = (before.lines().count(), before.lines().last().unwrap().chars().count() + 1);
    let changes: Vec<Change> =
        replacements.iter().map(|replacement| change(genre, line, column, replacement)).collect();
    let changes: Vec<_> = (1..).zip(&changes).collect();
    let woven = weave(&format!("{before}{after}"), &changes).unwrap().text;
    // The question is the same everywhere.
    woven.replace("crate::mutant::on", "on")
}

fn change(genre: Genre, line: usize, column: usize, replacement: &str) -> Change {
    let change = serde_json::json!({
        "name": "",
        "file": "",
        "package": "",
        "genre": format!("{genre:?}"),
        "replacement": replacement,
        "span": { "start": { "line": line, "column": column } },
    });
    serde_json::from_value(change).unwrap()
}

#[test]
fn a_function_returns_at_once() {
    assert_eq!(
        woven(Genre::FnValue, "fn f() -> u8 {\n    // Why.\n    ‸let a = 1;\n    a\n}", &["0", "2"]),
        "fn f() -> u8 { if on(1) { return 0; } if on(2) { return 2; }\n    // Why.\n    let a = 1;\n    a\n}"
    );
    assert_eq!(
        woven(Genre::FnValue, "impl A { fn f(&self) { ‸self.g() } }", &["()"]),
        "impl A { fn f(&self) { if on(1) { return (); } self.g() } }"
    );
    assert_eq!(
        woven(Genre::FnValue, "trait A { fn f(&self) -> bool { ‸true } }", &["false"]),
        "trait A { fn f(&self) -> bool { if on(1) { return false; } true } }"
    );
}

#[test]
fn an_operator_is_another() {
    assert_eq!(
        woven(Genre::BinaryOperator, "fn f() { g(a ‸< b.c()) }", &["==", ">"]),
        "fn f() { g((if on(1) { (a == b.c()) } else if on(2) { (a > b.c()) } else { (a < b.c()) })) }"
    );
    assert_eq!(
        woven(Genre::BinaryOperator, "fn f() { a ‸+= b; }", &["-="]),
        "fn f() { (if on(1) { (a -= b) } else { (a += b) }); }"
    );
}

#[test]
fn columns_count_characters() {
    assert_eq!(
        woven(Genre::BinaryOperator, "fn f() { \"ä€😀\" ‸== b }", &["!="]),
        "fn f() { (if on(1) { (\"ä€😀\" != b) } else { (\"ä€😀\" == b) }) }"
    );
}

#[test]
fn operators_stand_in_each_other() {
    let source = "fn f() { a == b && !c }";
    let at = |text: &str| source.find(text).unwrap() + 1;
    let changes = [
        change(Genre::BinaryOperator, 1, at("&&"), "||"),
        change(Genre::BinaryOperator, 1, at("=="), "!="),
        change(Genre::UnaryOperator, 1, at("!"), ""),
    ];
    let changes: Vec<_> = (1..).zip(&changes).collect();
    let woven = weave(source, &changes).unwrap();
    assert_eq!(
        woven.text.replace("crate::mutant::on", "on"),
        "fn f() { (if on(1) { (a == b || !c) } else { ((if on(2) { (a != b) } else { (a == b) }) \
         && (if on(3) { (c) } else { (!c) })) }) }"
    );
    // An error in a change's own words is about this change; one in what stands there anyway, about the nearest around it.
    let at = |text: &str| {
        let start = woven.text.find(text).unwrap();
        start..start + text.len()
    };
    assert_eq!(woven.change_at(&at("a != b")), Some(2));
    assert_eq!(woven.change_at(&at("(!c)")), None);
    assert_eq!(woven.changes_around(&at("{ (a == b) }")), [2]);
    assert_eq!(woven.changes_around(&at("(!c)")), [3]);
    assert_eq!(woven.changes_around(&at(" && ")), [1]);
}

#[test]
fn an_operator_in_front_is_left_out() {
    assert_eq!(
        woven(Genre::UnaryOperator, "fn f() { ‸!a.b() || c }", &[""]),
        "fn f() { (if on(1) { (a.b()) } else { (!a.b()) }) || c }"
    );
}

#[test]
fn an_arm_is_left_out() {
    assert_eq!(
        woven(Genre::MatchArm, "fn f() { match a { ‸A | B => 1, _ => 2 } }", &[""]),
        "fn f() { match a { A | B if !on(1) => 1, _ => 2 } }"
    );
    assert_eq!(
        woven(Genre::MatchArm, "fn f() { match a { ‸A if b || c => 1, _ => 2 } }", &[""]),
        "fn f() { match a { A if !on(1) && ((b || c)) => 1, _ => 2 } }"
    );
}

#[test]
fn a_guard_is_true_or_false() {
    assert_eq!(
        woven(Genre::MatchArmGuard, "fn f() { match a { A if ‸b || c => 1, _ => 2 } }", &["true", "false"]),
        "fn f() { match a { A if (on(1) || !on(2) && (b || c)) => 1, _ => 2 } }"
    );
}

#[test]
fn a_field_is_what_the_rest_has() {
    assert_eq!(
        woven(Genre::StructField, "fn f() { A { ‸b: c(), ..A::new() } }", &[""]),
        "fn f() { A { b: (if on(1) { ((A::new()).b) } else { (c()) }), ..A::new() } }"
    );
    assert_eq!(
        woven(Genre::StructField, "fn f() { A { ‸b, ..*a } }", &[""]),
        "fn f() { A { b: (if on(1) { ((*a).b) } else { (b) }), ..*a } }"
    );
}

#[test]
fn what_is_computed_when_it_is_built_stays() {
    for source in [
        "static A: B = B { ‸c: 1, ..B::D };",
        "const A: B = B { ‸c: 1, ..B::D };",
        "impl A { const A: B = B { ‸c: 1, ..B::D }; }",
    ] {
        assert_eq!(woven(Genre::StructField, source, &[""]), source.replace('‸', ""));
    }
    for source in [
        "const fn f() -> u8 { ‸1 }",
        "fn f() -> impl Iterator<Item = u8> { ‸g() }",
        "fn f() -> Option<impl Clone> { ‸g() }",
    ] {
        assert_eq!(woven(Genre::FnValue, source, &["0"]), source.replace('‸', ""));
    }
    for source in ["fn f() { let a = [0; B ‸- 1]; }", "fn f() { g!(a ‸- 1); }", "fn f() { if let A = a ‸&& b {} }"]
    {
        assert_eq!(woven(Genre::BinaryOperator, source, &["+"]), source.replace('‸', ""));
    }
}
