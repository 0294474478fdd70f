//! What lines of a case look for in an answer.

use super::lines::{decision, leg, word};
use packetwalk::{Story, Verdict};

/// Something that an answer tells of: what stands in the way, what isn't known, what is taken for granted.
pub(super) enum About<'s> {
    Blocker(&'s packetwalk::Blocker),
    Missing(&'s packetwalk::Missing),
    Taken(&'s packetwalk::Taken),
}

impl<'s> About<'s> {
    /// The one that a line of this kind stands for, when so many of its kind stand before it.
    pub(super) fn of(story: &'s Story, kind: &str, number: usize) -> Option<Self> {
        match kind {
            "blocker" => story.blockers.get(number).map(About::Blocker),
            "unknown" => story
                .unknown
                .get(number.checked_sub(usize::from(story.verdict == Verdict::Unknown))?)
                .map(About::Missing),
            "assumes" => story.assumptions.get(number).map(About::Taken),
            _ => None,
        }
    }

    fn sentence(&self) -> &str {
        match self {
            About::Blocker(blocker) => &blocker.sentence,
            About::Missing(missing) => &missing.sentence,
            About::Taken(taken) => &taken.sentence,
        }
    }

    fn remedy(&self) -> String {
        match self {
            About::Blocker(blocker) => format!("{}\n{}", blocker.remedy, blocker.commands.join("\n")),
            About::Missing(missing) => format!("{}\n{}", missing.remedy, missing.call.as_deref().unwrap_or_default()),
            About::Taken(_) => String::new(),
        }
    }
}

/// Looks for one thing in an answer.
pub(super) fn look(story: &Story, about: Option<&About<'_>>, kind: &str, wanted: &str) -> Result<(), String> {
    let told = || about.ok_or_else(|| format!("{kind:?} stands behind what it is about"));
    let blocker = || match told()? {
        About::Blocker(blocker) => Ok(*blocker),
        _ => Err(format!("{kind:?} stands behind a blocker")),
    };
    let found = match kind {
        "because" => told()?.sentence().to_owned(),
        "at" => {
            let blocker = blocker()?;
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            format!("{} {}", part(&blocker.file), part(&blocker.pointer))
        }
        "near" => {
            let near = blocker()?.nearest.as_ref();
            near.map(|near| {
                let rule = near.rule.clone().unwrap_or_default();
                let says = near.says.clone().unwrap_or_default();
                format!("{} {rule} {says}: {}", near.resource.id, near.differs.join("; "))
            })
            .unwrap_or_default()
        }
        "fix" => told()?.remedy(),
        "says" => story.summary.clone(),
        "remark" => story.remarks.join("\n"),
        "reading" if story.readings.is_empty() => "none".to_owned(),
        "reading" => {
            let readings = story.readings.iter().map(|reading| format!("{}: {}", reading.how, word(reading.verdict)));
            readings.collect::<Vec<_>>().join("\n")
        }
        "ends" => {
            let ends = story.parts.iter().map(|part| format!("{}: {}", part.members, part.delivered_to.join(", ")));
            ends.collect::<Vec<_>>().join("\n")
        }
        "lost" => {
            let legs = [Some(&story.forward), story.back.as_ref()].into_iter().flatten();
            let decisions = legs.flat_map(|leg| &leg.hops).flat_map(|hop| &hop.decisions);
            let lost = decisions.flat_map(|decision| &decision.lost);
            lost.map(|lost| format!("{}: {}", lost.route, lost.why)).collect::<Vec<_>>().join("\n")
        }
        "snapshot" => {
            let about = &story.snapshot;
            let accounts = format!("accounts {}", about.accounts.join(", "));
            let told = [&about.problems, &about.not_modelled, &about.unknown_keys].into_iter().flatten();
            std::iter::once(&accounts).chain(told).cloned().collect::<Vec<_>>().join("\n")
        }
        _ => {
            let (place, text) = wanted.split_once(": ").ok_or_else(|| format!("{kind} LEG N: TEXT"))?;
            let (name, number) = place.split_once(' ').ok_or_else(|| format!("{kind} LEG N: TEXT"))?;
            let number: usize = number.parse().map_err(|_| format!("{number:?} is no hop"))?;
            let hop = leg(story, name).and_then(|leg| leg.hops.get(number - 1));
            let hop = hop.ok_or_else(|| format!("no hop {number} on {name}"))?;
            let lines: Vec<_> = if kind == "header" {
                hop.headers.iter().map(|headers| headers.text.clone()).collect()
            } else {
                hop.decisions.iter().map(decision).collect()
            };
            return if lines.iter().any(|line| line == text) {
                Ok(())
            } else {
                Err(format!("{kind} {place}: {}", lines.join("\n  ")))
            };
        }
    };
    if found.contains(wanted) { Ok(()) } else { Err(format!("{kind} {wanted:?} is not in {found:?}")) }
}
