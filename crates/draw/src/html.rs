//! A walk as a page of its own: it opens from disk, fetches nothing and runs nothing.

use crate::layout::{Aspect, Layout};
use crate::model::{Scene, Sign, walk};
use crate::svg;
use crate::text::clean;
use base64ct::{Base64, Encoding};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use packetwalk::render::{notes, parts};
use packetwalk::{Blocker, Decision, Hop, Leg, Outcome, Part, Story};
use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("page.css");
/// Parts that have a picture of their own.
const PICTURES: usize = 6;

/// The page of a walk.
pub(crate) fn page(story: &Story) -> String {
    let scene = walk::scene(story);
    let told = html! {
                    h1 { span.verdict { (parts::word(story.verdict)) } (parts::scope(story)) ": " (clean(&story.summary)) }
                    (figure(&scene, 0))
                    (blockers(&story.blockers))
                    (missing(story))
                    (leg("Forward", &story.forward))
                    @match &story.back {
                        Some(back) => (leg("Return", back)),
                        None if story.forward.no_reply_expected => h2 { "Return: none expected" },
                        None => {},
                    }
                    (others(story))
                    h2 { "Notes" }
                    pre tabindex="0" { (clean_lines(&notes::render(story))) }
                    (lists(story))
                    (footer(story))
    };
    document(&scene.title, &told)
}

/// A page with nothing but a picture.
pub(crate) fn picture(scene: &Scene) -> String {
    document(&scene.title, &html! { h1 { (scene.title) } (figure(scene, 0)) })
}

fn document(title: &str, content: &Markup) -> String {
    let style = format!("{}{PAGE}", svg::STYLE);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&style));
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(&style)) }
            }
            body { main { (content) } }
        }
    };
    page.into_string()
}

/// Nothing is fetched, nothing runs, and no style but the page's own applies.
fn policy(style: &str) -> String {
    let hash = Base64::encode_string(&Sha256::digest(style));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// A picture for wide windows and paper, and one for narrow windows, without what the page says itself.
fn figure(scene: &Scene, number: usize) -> Markup {
    let mut scene = scene.clone();
    scene.above.retain(|remark| !matches!(remark.sign, Sign::Verdict(_)));
    scene.below.clear();
    let picture = |aspect, name: &str| {
        let prefix = format!("{name}-{number}");
        svg::element(&scene, &Layout::of(&scene, aspect), &prefix, false)
    };
    html! {
        figure {
            div.wide { (picture(Aspect::Wide, "wide")) }
            div.tall { (picture(Aspect::Tall, "tall")) }
        }
    }
}

fn blockers(blockers: &[Blocker]) -> Markup {
    html! {
        @if !blockers.is_empty() {
            h2 { "What stands in the way" }
            ol {
                @for blocker in blockers {
                    li {
                        code { (blocker.code) } " (" (blocker.leg)
                        @if blocker.primary { ", first" }
                        @if blocker.beyond { ", beyond the missing route" }
                        ") " (clean(&blocker.sentence))
                        (place(blocker.file.as_deref(), blocker.line))
                        @if let Some(near) = &blocker.nearest { p { (clean(&parts::nearest(near))) } }
                        p { "To let it pass: " (clean(&blocker.remedy)) " " (page_of(&blocker.page)) }
                        @for command in &blocker.commands { pre tabindex="0" { (clean(command)) } }
                    }
                }
            }
        }
    }
}

fn missing(story: &Story) -> Markup {
    html! {
        @if !story.unknown.is_empty() {
            h2 { "What isn't known" }
            ul {
                @for missing in &story.unknown {
                    li {
                        code { (missing.code) } " (" (missing.leg) ") " (clean(&missing.sentence))
                        p { "To settle it: " (clean(&missing.remedy)) " " (page_of(&missing.page)) }
                        @if let Some(call) = &missing.call { pre tabindex="0" { (clean(call)) } }
                    }
                }
            }
        }
    }
}

fn leg(name: &str, leg: &Leg) -> Markup {
    html! {
        h2 { (name) ": " (parts::word(leg.verdict)) }
        @for (number, each) in (1_usize..).zip(&leg.hops) {
            @let before = number.checked_sub(2).and_then(|at| leg.hops.get(at));
            @let first = |of: fn(&Hop) -> bool| of(each) && !before.is_some_and(of);
            @if first(|hop| hop.beyond) {
                p { (parts::BEYOND) }
            } @else if !each.beyond && first(|hop| hop.past_refusal) {
                p { (parts::PAST) }
            }
            (hop(number, each))
        }
    }
}

fn hop(number: usize, hop: &Hop) -> Markup {
    // What refuses is open from the start.
    let refused = hop.decisions.iter().any(|decision| matches!(decision.outcome, Outcome::Drop | Outcome::Unknown));
    // What stands behind the first refusal; of hops that do as a whole it is said above them.
    let dropped = hop.decisions.iter().position(|decision| decision.outcome == Outcome::Drop);
    let past = dropped.filter(|_| !hop.past_refusal && !hop.beyond).map(|at| at + 1);
    html! {
        details open[refused] {
            summary {
                (number) " " (clean(&hop.resource.kind)) " "
                strong { (clean(&parts::named(&hop.resource.id, hop.resource.name.as_deref()))) }
                @if let Some(about) = &hop.about { " " span.where { (clean(about)) } }
            }
            @for headers in hop.headers.iter().take(parts::CLASSES) { p { (clean(&headers.text)) } }
            @if hop.headers.len() > parts::CLASSES { p { "and " (hop.headers.len() - parts::CLASSES) " more classes" } }
            table {
                tbody {
                    @for (at, decision) in hop.decisions.iter().enumerate() {
                        @if past == Some(at) { tr { td colspan="2" { (parts::PAST) } } }
                        (decided(decision, &hop.resource.id))
                    }
                }
            }
        }
    }
}

fn decided(decision: &Decision, hop: &str) -> Markup {
    let refused = matches!(decision.outcome, Outcome::Drop | Outcome::Unknown);
    html! {
        tr {
            th scope="row" { span class=[refused.then_some("refused")] { (parts::outcome(decision.outcome)) } " " (parts::check(decision)) }
            td {
                @for share in decision.shares.iter().take(parts::SHARES) {
                    div {
                        (clean(&parts::share(decision, share, hop)))
                        (place(share.place.as_ref().map(|place| place.file.as_str()), share.place.as_ref().map(|place| place.line)))
                    }
                }
                @if decision.shares.len() > parts::SHARES { div { "and " (decision.shares.len() - parts::SHARES) " more rules" } }
                @for lost in &decision.lost {
                    div {
                        "lost: " (clean(&lost.route)) " (" (clean(&lost.why)) ")"
                        (place(lost.place.as_ref().map(|place| place.file.as_str()), lost.place.as_ref().map(|place| place.line)))
                    }
                }
                @for change in parts::changes(decision) { div { (clean(&change)) } }
            }
        }
    }
}

/// The other parts, each with its picture.
fn others(story: &Story) -> Markup {
    html! {
        @if story.parts.len() > 1 {
            h2 { "Parts" }
            p { "These packets were treated differently. Above is the first part." }
            @for (number, part) in story.parts.iter().enumerate() {
                details {
                    summary { "Part " (number + 1) " of " (story.parts.len()) ": " (parts::word(part.verdict)) (told(part)) }
                    @if number > 0 && number < PICTURES { (figure(&walk::part(story, number), number)) }
                }
            }
        }
    }
}

fn told(part: &Part) -> Markup {
    html! {
        @for line in parts::packets(part).into_iter().chain(parts::ends(part)) { div { (clean(&line)) } }
    }
}

fn lists(story: &Story) -> Markup {
    let filters: Vec<String> = story.filters.iter().map(parts::filter).collect();
    html! {
        @if !filters.is_empty() {
            h2 { "Filters that weren't asked" }
            ul { @for filter in &filters { li { (clean(filter)) } } }
        }
        @if !story.assumptions.is_empty() {
            h2 { "Taken for granted" }
            ul { @for taken in &story.assumptions { li { (clean(&taken.sentence)) " " (page_of(&taken.page)) } } }
        }
        @if !story.cautions.is_empty() {
            h2 { "Worth knowing" }
            ul {
                @for caution in &story.cautions {
                    li { (clean(&caution.sentence)) "; " (clean(&caution.remedy)) " " (page_of(&caution.page)) }
                }
            }
        }
        @if !story.remarks.is_empty() {
            h2 { "About the ends" }
            ul { @for remark in &story.remarks { li { (clean(remark)) } } }
        }
    }
}

fn footer(story: &Story) -> Markup {
    html! {
        footer {
            @for line in parts::snapshot(&story.snapshot) { p.where { (clean(&line)) } }
            p.where { "Not checked: " (clean(&story.not_checked.join("; "))) "." }
        }
    }
}

fn place(file: Option<&str>, line: Option<u32>) -> Markup {
    html! {
        @if let (Some(file), Some(line)) = (file, line) { " " span.where { (clean(&format!("{file}:{line}"))) } }
    }
}

/// A link to AWS's page; nothing else is linked to.
fn page_of(page: &str) -> Markup {
    html! {
        @if page.starts_with("https://docs.aws.amazon.com/") { a href=(page) rel="noreferrer" { "AWS's page" } }
    }
}

/// Text of several lines, each made safe.
fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}
