//! `docs/coverage.md`: every rule of the specification, how it is treated, and the cases that show it.

use crate::root;
use anyhow::{Context as _, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use walkdir::WalkDir;

/// A rule, as `docs/rules.tsv` has it.
pub(crate) struct Rule {
    pub(crate) id: String,
    section: String,
    source: String,
    text: String,
}

const FILE: &str = "docs/coverage.md";
const OMISSIONS: &str = "docs/omissions.tsv";

/// Why a rule has no model.
pub(crate) struct Omission {
    /// The rule decides nothing about where packets go.
    no_say: bool,
    why: String,
}

/// The rules that no component claims and of which something is said.
fn omissions() -> Result<BTreeMap<String, Omission>> {
    let text = std::fs::read_to_string(root().join(OMISSIONS))?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<_> = line.split('\t').collect();
            let (id, no_say, why) = match fields.as_slice() {
                [id, "no say", why] => (id, true, why),
                [id, "not modelled", why] => (id, false, why),
                _ => bail!("{OMISSIONS}: {line:?} is not a rule, `no say` or `not modelled`, and why"),
            };
            Ok(((*id).to_owned(), Omission { no_say, why: (*why).to_owned() }))
        })
        .collect()
}

/// Writes the document, or tells whether it is up to date.
pub(crate) fn run(check: bool) -> Result<()> {
    let text = document()?;
    let path = root().join(FILE);
    if !check {
        std::fs::write(&path, text)?;
        println!("{FILE} is written");
        return Ok(());
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    if found != text {
        bail!("{FILE} isn't up to date: run `cargo xtask coverage`");
    }
    Ok(())
}

/// The rules, in the specification's order.
pub(crate) fn rules() -> Result<Vec<Rule>> {
    let text = std::fs::read_to_string(root().join("docs/rules.tsv"))?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<_> = line.split('\t').map(str::to_owned).collect();
            let [id, section, source, text] =
                fields.try_into().map_err(|_| anyhow::anyhow!("{line:?} has not four fields"))?;
            Ok(Rule { id, section, source, text })
        })
        .collect()
}

/// Cases by the rules that they name (`sem:N2`).
pub(crate) fn cases() -> Result<BTreeMap<String, BTreeSet<PathBuf>>> {
    let mut cases: BTreeMap<String, BTreeSet<PathBuf>> = BTreeMap::new();
    for entry in WalkDir::new(root().join("cases")).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let name = entry.path().strip_prefix(root())?.to_owned();
        let text = std::fs::read_to_string(entry.path()).with_context(|| name.display().to_string())?;
        for (at, _) in text.match_indices("sem:") {
            let rest = &text[at + 4..];
            let id: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            cases.entry(id).or_default().insert(name.clone());
        }
    }
    Ok(cases)
}

/// What is wrong with the claims: rules without cases, cases without rules.
pub(crate) fn faults() -> Result<Vec<String>> {
    let known: BTreeSet<String> = rules()?.into_iter().map(|rule| rule.id).collect();
    let cases = cases()?;
    let claimed: BTreeSet<&str> = packetwalk::coverage().iter().map(|covered| covered.rule).collect();
    let mut faults = Vec::new();
    for rule in &claimed {
        if !known.contains(*rule) {
            faults.push(format!("sem:{rule} is claimed and is no rule of docs/rules.tsv"));
        }
        if !cases.contains_key(*rule) {
            faults.push(format!("sem:{rule} is claimed and no case names it"));
        }
    }
    for (rule, files) in &cases {
        if !claimed.contains(rule.as_str()) {
            let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
            faults.push(format!("sem:{rule} is named in {} and no component claims it", files.join(", ")));
        }
    }
    for rule in omissions()?.keys() {
        if !known.contains(rule) {
            faults.push(format!("{OMISSIONS} names sem:{rule}, which is no rule of docs/rules.tsv"));
        }
        if claimed.contains(rule.as_str()) {
            faults.push(format!("{OMISSIONS} says why sem:{rule} has no model, and a component claims it"));
        }
    }
    for reason in packetwalk::reasons() {
        for rule in reason.rules.iter().filter(|rule| !known.contains(**rule)) {
            faults.push(format!("{} names sem:{rule}, which is no rule of docs/rules.tsv", reason.code));
        }
    }
    Ok(faults)
}

fn document() -> Result<String> {
    let rules = rules()?;
    let cases = cases()?;
    let omissions = omissions()?;
    let claims: BTreeMap<&str, packetwalk::Covered> =
        packetwalk::coverage().into_iter().map(|covered| (covered.rule, covered)).collect();
    let of = |status: &dyn Fn(&packetwalk::Covered) -> bool| claims.values().filter(|covered| status(covered)).count();
    let (modelled, assumed) = (of(&|c| c.assumed.is_none()), of(&|c| c.assumed.is_some()));
    let mut out = String::from(
        "# What is modelled\n\n\
         Generated by `cargo xtask coverage`; don't edit. Every rule of the specification (`docs/rules.tsv`) stands here with how \
         packetwalk treats it and the cases that show it. A rule is *modelled* only with a case. What a rule that is *not modelled* \
         would decide ends a walk that meets it as unknown, with its reason. A rule that has *no say* decides nothing about where \
         packets go.\n\n\
         The source of a rule is *documented* (an AWS page or its API says so), *tested* (somebody recorded it), *inferred* from \
         documented rules, or *practice*.\n\n",
    );
    let silent = omissions.values().filter(|omission| omission.no_say).count();
    let missing = rules.len() - claims.len() - silent;
    let _ = writeln!(
        out,
        "{modelled} rules are modelled, {assumed} assumed, {silent} have no say, {missing} are not modelled."
    );
    let mut section = "";
    for rule in &rules {
        if rule.section != section {
            section = &rule.section;
            let _ = writeln!(
                out,
                "\n## {section}\n\n| rule | what it says | source | treated | cases |\n| --- | --- | --- | --- | --- |"
            );
        }
        let claim = claims.get(rule.id.as_str());
        let treated = match claim {
            Some(covered) => match covered.assumed {
                Some(reason) => format!("assumed (`{}`)", reason.code),
                None => format!("modelled ({})", covered.component),
            },
            None => match omissions.get(&rule.id) {
                Some(Omission { no_say: true, why }) => format!("no say: {why}"),
                Some(Omission { no_say: false, why }) => format!("not modelled: {why}"),
                None => "not modelled".to_owned(),
            },
        };
        let files = cases.get(&rule.id).into_iter().flatten().filter(|_| claim.is_some());
        let files: Vec<_> = files
            .map(|file| {
                format!(
                    "[{}](../{})",
                    file.with_extension("").strip_prefix("cases").unwrap_or(file).display(),
                    file.display()
                )
            })
            .collect();
        let text = rule.text.replace('|', "\\|");
        let _ = writeln!(out, "| {} | {text} | {} | {treated} | {} |", rule.id, rule.source, files.join(", "));
    }
    Ok(out)
}
