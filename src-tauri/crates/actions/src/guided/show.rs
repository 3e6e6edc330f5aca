//! A run as faces see it.

use keys::{Hint, Timestamp};
use providers::guide::{GuidedOperation, Step, Wait};

use crate::{
    App, Failure,
    journal::{How, RunRecord},
    view::{GuidedRunView, GuidedStepView, Left, RunOutcome, StepState},
};

impl App {
    pub(super) fn view(&self, run: RunRecord) -> Result<GuidedRunView, Failure> {
        Ok(GuidedRunView {
            old: self.old_hint(&run)?,
            environment: run.guide.environment(),
            operation: run.guide.operation(),
            steps: run.guide.steps().iter().enumerate().map(|(at, step)| step_view(&run, at, step)).collect(),
            at: run.over.len() as u32,
            due_at: due_at(&run).filter(|_| run.outcome.is_none()),
            unproved: unproved(&run),
            left: left(&run),
            id: run.id,
            connection: run.connection,
            key: run.key,
            name: run.name,
            declared: run.declared,
            last_try: run.last_try,
            perhaps_taken: run.taking,
            begun_at: run.begun_at,
            outcome: run.outcome,
            ended_at: run.ended_at,
        })
    }

    /// What the key that is rotated or revoked looks like: two keys of a service may have one name, and who revokes the wrong
    /// one there cannot take it back.
    fn old_hint(&self, run: &RunRecord) -> Result<Option<Hint>, Failure> {
        let Some(old) = run.old_key() else { return Ok(None) };
        if let Some(made) = self.made_by(Some(&old))? {
            return Ok(made.taken().cloned());
        }
        Ok(self.saved_of(&old)?.map(|saved| saved.hint))
    }
}

/// When the time that the current step waits for has passed.
pub(super) fn due_at(run: &RunRecord) -> Option<Timestamp> {
    let since = run.over.last().map_or(run.begun_at, |step| step.at);
    match run.guide.steps().get(run.over.len())? {
        Step::Wait { until: Wait::Time { seconds } } => Some(since.plus_seconds(i64::from(*seconds))),
        _ => None,
    }
}

fn step_view(run: &RunRecord, at: usize, step: &Step) -> GuidedStepView {
    let state = match run.over.get(at).map(|over| (over.at, over.how.clone())) {
        Some((at, How::Done(evidence))) => StepState::Done { at, evidence },
        Some((at, How::Skipped(reason))) => StepState::Skipped { at, reason },
        None if at == run.over.len() && run.outcome.is_none() => StepState::Current,
        None => StepState::Ahead,
    };
    GuidedStepView { step: step.clone(), may_be_skipped: step.may_be_skipped(), state }
}

fn unproved(run: &RunRecord) -> Vec<u32> {
    let over = run.guide.steps().iter().zip(&run.over).zip(0..);
    let left_out =
        over.filter(|((step, over), _)| matches!(step, Step::Prove { .. }) && matches!(over.how, How::Skipped(_)));
    left_out.map(|(_, at)| at).collect()
}

/// What nobody has shown to be over at the place, once the run leads no further.
fn left(run: &RunRecord) -> Vec<Left> {
    let mut left = Vec::new();
    let Some(outcome) = run.outcome else { return left };
    let makes = matches!(run.guide.operation(), GuidedOperation::Create | GuidedOperation::Rotate);
    if makes && outcome == RunOutcome::Abandoned && !run.is_kept() {
        match run.taken() {
            Some(hint) => left.push(Left::RevokeNewKey { hint: hint.clone() }),
            None if !run.over.is_empty() || run.taking => left.push(Left::LookForNewKey),
            None => {}
        }
    }
    // Whoever gave a rotation up before the new key worked keeps the old one on purpose.
    let replaces = run.guide.operation() == GuidedOperation::Revoke || run.is_kept();
    if run.key.is_some() && replaces && !run.is_old_refused() {
        left.push(Left::RevokeOldKey);
    }
    left
}
