//! `POST /snapshots/{snapshot}/what-if`: what edits amount to, as AWS CLI commands.

use super::query::Body;
use crate::edit::Edit;
use crate::problem::Problem;
use crate::router::App;
use axum::Json;
use axum::extract::{Path, State};
use packetwalk::{Changed, changes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Changes to look at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhatIf {
    /// The edits.
    edits: Vec<Edit>,
}

/// What edits amount to. Nothing is changed anywhere: whoever wants the change runs the commands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Amounts {
    /// In a sentence.
    summary: String,
    /// All commands, in order.
    commands: Vec<String>,
    /// The same by resource.
    changes: Vec<Changed>,
    /// Edits, by their number from 0, for which no command is known: they change what only the snapshot can say.
    unsaid: Vec<usize>,
    /// Edits, by their number from 0, that change nothing: what they put there stands there already.
    idle: Vec<usize>,
}

/// `POST /snapshots/{snapshot}/what-if`
pub(crate) async fn changes_of(
    State(app): State<Arc<App>>,
    Path(snapshot): Path<String>,
    Body(WhatIf { edits }): Body<WhatIf>,
) -> Result<Json<Amounts>, Problem> {
    let entry = app.shelf.get(&snapshot)?;
    let told = move || {
        let supposed = edits.into();
        let (before, after) = (entry.loaded(), entry.amended(&supposed)?);
        let changes = changes(&before.network, &after.network);
        Ok(Json(Amounts::of(changes, &supposed.edits, |edit| entry.is_idle(edit))))
    };
    app.work.on(told).await
}

impl Amounts {
    fn of(changes: Vec<Changed>, edits: &[Edit], is_idle: impl Fn(&Edit) -> bool) -> Self {
        let said = |edit: &Edit| changes.iter().filter_map(|change| change.place.as_ref()).any(|at| edit.is_in(at));
        let (idle, made): (Vec<_>, Vec<_>) = (0..).zip(edits).partition(|(_, edit)| is_idle(edit));
        let idle: Vec<_> = idle.into_iter().map(|(number, _)| number).collect();
        let unsaid = made.iter().filter(|(_, edit)| !said(edit)).map(|(number, _)| *number);
        let unsaid: Vec<_> = unsaid.collect();
        let commands: Vec<_> = changes.iter().flat_map(|change| change.commands.clone()).collect();
        let count = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        let mut summary = format!("{}, {}", count(made.len(), "edit"), count(commands.len(), "command"));
        if !unsaid.is_empty() {
            summary += &format!("; for {} no command is known", count(unsaid.len(), "edit"));
        }
        if !idle.is_empty() {
            summary += &format!("; {} that would change nothing", count(idle.len(), "edit"));
        }
        Amounts { summary, commands, changes, unsaid, idle }
    }
}
