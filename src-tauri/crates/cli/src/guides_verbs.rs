//! `conduit-keys guides …`: being led through what a service has no call for, and `conduit-keys keys prove`.

use std::process::ExitCode;

use actions::{
    Failure,
    guide::{Answered, Awaited, GuidedOperation, Sentence, Step, Wait, Whose, Words},
    view::{
        BeginRun, CallView, Declared, Evidence, GuidedRunView, GuidedStepView, KeyProofView, KeyView, Left, SkipStep,
        StepRef, StepState,
    },
};
use keys::{AccessLevel, Environment, Secret};

use crate::{
    Face,
    arguments::{Deed, GuidesVerb, InEnvironment, NewByHand},
    ask, key_limits,
    print::{table, word},
};

/// A call that did not prove what it had to, or said nothing.
const NOT_PROVED: u8 = 3;
const NOT_ANSWERED: u8 = 5;

pub(crate) async fn run(face: &Face, verb: GuidesVerb) -> Result<ExitCode, Failure> {
    let app = &face.app;
    let run = match verb {
        GuidesVerb::Begin { deed } => begin(face, deed).await?,
        GuidesVerb::List => return list(face).await.map(|()| ExitCode::SUCCESS),
        GuidesVerb::Show { run } => app.get_run(&run).await?,
        GuidesVerb::Follow { run } => follow(face, app.get_run(&run).await?).await?,
        GuidesVerb::Done { run } => app.finish_step(&current(face, &run).await?).await?,
        GuidesVerb::Take { run, secret_stdin } => {
            let step = current(face, &run).await?;
            app.take_secret(&step, &secret(face, secret_stdin)?).await?
        }
        GuidesVerb::Prove { run } => {
            let step = current(face, &run).await?;
            let after = app.prove_guided(&step).await?;
            let ended = exit_code(&after, step.step);
            return face.answer(&after, || lines(face, &after)).map(|()| ended);
        }
        GuidesVerb::Skip { run, reason } => {
            app.skip_step(&SkipStep { step: current(face, &run).await?, reason }).await?
        }
        GuidesVerb::Abandon { run } => app.abandon_run(&run).await?,
    };
    face.answer(&run, || lines(face, &run)).map(|()| ExitCode::SUCCESS)
}

/// Makes a call with a key whose secret is kept here. Ends with 0 when the key was accepted.
pub(crate) async fn prove(face: &Face, environment: Environment, key: &str, access: bool) -> Result<ExitCode, Failure> {
    let key = face.key(&face.app.find_key(&face.connection, environment, key).await?.key.id);
    let proved = if access { face.app.prove_level(&key).await? } else { face.app.prove_key(&key).await? };
    let KeyProofView { key: KeyView { key, .. }, call } = &proved;
    face.answer(&proved, || vec![format!("{}: {}", key.name, call_in_words(call))])?;
    Ok(match call.answered {
        Some(Answered::Accepted) if access && call.level.is_none() => ExitCode::from(NOT_ANSWERED),
        Some(Answered::Accepted) => ExitCode::SUCCESS,
        Some(Answered::Refused) => ExitCode::from(NOT_PROVED),
        None => ExitCode::from(NOT_ANSWERED),
    })
}

async fn begin(face: &Face, deed: Deed) -> Result<GuidedRunView, Failure> {
    let (operation, environment, key, typed_name, new) = match deed {
        Deed::Create { environment, new } => (GuidedOperation::Create, environment, None, None, Some(new)),
        Deed::Adopt { environment, new } => (GuidedOperation::Adopt, environment, None, None, Some(new)),
        Deed::Rotate { environment, key, confirm_name } => {
            (GuidedOperation::Rotate, environment, Some(key), confirm_name, None)
        }
        Deed::Revoke { environment, key, confirm_name } => {
            (GuidedOperation::Revoke, environment, Some(key), confirm_name, None)
        }
    };
    let InEnvironment { environment } = environment;
    let key = match key {
        Some(key) => Some(face.app.find_key(&face.connection, environment, &key).await?.key),
        None => None,
    };
    let (name, declared) = match new {
        Some(new) => (new.name.clone(), declared(face, environment, new).await?),
        None => (key.as_ref().map(|key| key.name.clone()).unwrap_or_default(), Declared::default()),
    };
    let asked = BeginRun {
        idempotency_key: face.ambient.mint_uuid(),
        environment,
        operation,
        key: key.map(|key| key.id),
        name,
        typed_name,
        declared,
    };
    face.app.begin_guided(&face.connection, &asked).await
}

async fn declared(face: &Face, environment: Environment, new: NewByHand) -> Result<Declared, Failure> {
    let known = face.app.get_capabilities(&face.connection).await?;
    let has_levels = known.capabilities.of(environment).is_some_and(|here| !here.access_levels.is_empty());
    Ok(Declared {
        access_level: new.access.or(has_levels.then_some(AccessLevel::ReadOnly)),
        note: new.note,
        spending_limits: key_limits::read_spending(face, &new.spending).await?,
    })
}

async fn list(face: &Face) -> Result<(), Failure> {
    let runs = face.app.list_open_runs().await?;
    let places = face.app.known_connections()?;
    let place = |id: &str| places.iter().find(|one| one.id == id).map_or(id, |one| one.name.as_str()).to_owned();
    face.answer(&runs, || {
        if runs.is_empty() {
            return vec!["Nothing is under way.".to_owned()];
        }
        let row = |run: &GuidedRunView| {
            vec![
                word(&run.operation),
                run.name.clone(),
                place(&run.connection),
                run.environment.to_string(),
                format!("{} of {}", run.at + 1, run.steps.len()),
                run.begun_at.to_string(),
                run.id.clone(),
            ]
        };
        let rows: Vec<_> = runs.iter().map(row).collect();
        table(&["WHAT", "KEY", "AT", "ENVIRONMENT", "STEP", "BEGUN", "ID"], &rows)
    })
}

/// The step that a run stands at.
async fn current(face: &Face, run: &str) -> Result<StepRef, Failure> {
    let run = face.app.get_run(run).await?;
    Ok(StepRef { step: run.at, run: run.id })
}

/// Leads from step to step until the run is over, or a proof fails.
async fn follow(face: &Face, mut run: GuidedRunView) -> Result<GuidedRunView, Failure> {
    while let Some(GuidedStepView { step, .. }) = run.steps.get(run.at as usize).filter(|_| run.outcome.is_none()) {
        let now = StepRef { run: run.id.clone(), step: run.at };
        let which = which(&run, run.at as usize);
        let said = format!("{}/{}  {}{which}", run.at + 1, run.steps.len(), step_in_words(step, &run));
        run = match step {
            Step::TakeSecret { .. } => {
                let pasted = ask::secret(&format!("{said}: ")).map_err(|error| not_asked(face, &error))?;
                face.app.take_secret(&now, &pasted).await?
            }
            Step::Prove { .. } => {
                let proved = face.app.prove_guided(&now).await?;
                if proved.at == now.step {
                    return Ok(proved);
                }
                proved
            }
            Step::OpenPage { .. } | Step::Say { .. } | Step::Wait { .. } => {
                ask::line(&format!("{said}\n     Enter when it is done: ")).map_err(|error| not_asked(face, &error))?;
                face.app.finish_step(&now).await?
            }
        };
    }
    Ok(run)
}

fn secret(face: &Face, from_stdin: bool) -> Result<Secret, Failure> {
    if !from_stdin {
        return ask::secret("The new key's secret: ").map_err(|error| not_asked(face, &error));
    }
    let mut line = zeroize::Zeroizing::new(String::with_capacity(4096));
    let read = std::io::BufRead::read_line(&mut std::io::Read::take(std::io::stdin().lock(), 4096), &mut line);
    read.map_err(|error| Failure::internal(&face.ambient, "The secret could not be read.", &error))?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn not_asked(face: &Face, error: &std::io::Error) -> Failure {
    ask::failure(face, error, "/secret", "Go on step by step: conduit-keys guides done, take and prove.")
}

fn exit_code(run: &GuidedRunView, step: u32) -> ExitCode {
    let failed = run.at == step && run.outcome.is_none();
    match run.last_try.as_ref().filter(|_| failed) {
        None => ExitCode::SUCCESS,
        Some(CallView { answered: None, .. }) => ExitCode::from(NOT_ANSWERED),
        Some(_) => ExitCode::from(NOT_PROVED),
    }
}

fn lines(face: &Face, run: &GuidedRunView) -> Vec<String> {
    let mut lines = vec![format!("{} {} in {} ({})", deed(run.operation), run.name, run.environment, run.id)];
    for (at, view) in run.steps.iter().enumerate() {
        let mark = match &view.state {
            StepState::Done { .. } => "done",
            StepState::Skipped { .. } => "left out",
            StepState::Current => "now",
            StepState::Ahead => "",
        };
        lines.push(format!("  {:>2}  {mark:<8}  {}{}", at + 1, step_in_words(&view.step, run), which(run, at)));
        match &view.state {
            StepState::Done { at, evidence: Evidence::Proved { call } } => {
                lines.push(format!("                {} ({at})", call_in_words(call)));
            }
            StepState::Skipped { at, reason } => lines.push(format!("                unproved: {reason} ({at})")),
            _ => {}
        }
    }
    if let Some(call) = &run.last_try {
        lines.push(format!("That proves it not yet: {}", call_in_words(call)));
    }
    lines.extend(run.left.iter().map(|left| left_in_words(left, run)));
    lines.extend(next(face, run));
    lines
}

/// What to type next.
fn next(face: &Face, run: &GuidedRunView) -> Option<String> {
    let step = &run.steps.get(run.at as usize)?.step;
    if run.outcome.is_some() {
        return None;
    }
    let verb = match step {
        Step::TakeSecret { .. } => "take",
        Step::Prove { .. } => "prove",
        Step::OpenPage { .. } | Step::Say { .. } | Step::Wait { .. } => "done",
    };
    let naming = face.naming();
    Some(format!("Next: conduit-keys{naming} guides {verb} {id}, or follow {id}", id = run.id))
}

fn deed(operation: GuidedOperation) -> &'static str {
    match operation {
        GuidedOperation::Create => "Create",
        GuidedOperation::Adopt => "Add",
        GuidedOperation::Rotate => "Rotate",
        GuidedOperation::Revoke => "Revoke",
    }
}

fn step_in_words(step: &Step, run: &GuidedRunView) -> String {
    match step {
        Step::OpenPage { url } => format!("Open {}", url.as_str()),
        Step::Say { words: Words::Own { text, .. } } => text.clone(),
        Step::Say { words: Words::Known { sentence } } => match sentence {
            Sentence::SignIn => "Sign in.".to_owned(),
            Sentence::CreateKey => format!("Create a key named {}, and copy its secret.", run.name),
            Sentence::HandOver => "Give the new key to whoever calls with the old one.".to_owned(),
            Sentence::RevokeKey => format!("Revoke the old key of {}.", run.name),
        },
        Step::TakeSecret { .. } => "Paste the secret; it goes into the keychain".to_owned(),
        Step::Prove { whose: Whose::New, .. } => "A call with the new key is accepted".to_owned(),
        Step::Prove { expected: Answered::Accepted, .. } => "A call with the old key is accepted".to_owned(),
        Step::Prove { expected: Answered::Refused, .. } => "A call with the old key is refused".to_owned(),
        Step::Wait { until: Wait::Time { seconds } } => format!("Wait for {seconds} seconds"),
        Step::Wait { until: Wait::Event { what: Awaited::HandedOver } } => {
            "Give the new key to every program that has the old one, and see that they work.".to_owned()
        }
        Step::Wait { until: Wait::Event { what: Awaited::Approved } } => "Wait until it is approved there.".to_owned(),
    }
}

/// Which key a step brings to its end: others may have its name.
fn which(run: &GuidedRunView, at: usize) -> String {
    let ends =
        |view: &GuidedStepView| matches!(view.step, Step::Prove { whose: Whose::Old, expected: Answered::Refused });
    let is_said = run.steps.get(at).is_some_and(|view| matches!(view.step, Step::Say { .. }));
    match &run.old {
        Some(old) if is_said && run.steps.get(at + 1).is_some_and(ends) => format!(" Exactly this one: {old}"),
        _ => String::new(),
    }
}

fn call_in_words(call: &CallView) -> String {
    let said = match call.answered {
        Some(Answered::Accepted) => "accepted",
        Some(Answered::Refused) => "refused",
        None => "an answer that says nothing of the key",
    };
    let id = if call.correlation_id.is_empty() { String::new() } else { format!(", {}", call.correlation_id) };
    let level = call.level.map_or_else(String::new, |level| format!(", it may {}", word(&level)));
    let left = call.headroom.map_or_else(String::new, |left| {
        format!(", {} of {} requests left, all in {} s", left.remaining, left.limit, left.resets_in_seconds)
    });
    let made = call.made_at.as_ref().map_or_else(String::new, |path| {
        format!(
            ". The service carried the write out instead of refusing it: look at {path} there, and remove what was made"
        )
    });
    format!("{said}: {}{level}{left}{id}{made}", call.status)
}

fn left_in_words(left: &Left, run: &GuidedRunView) -> String {
    match left {
        Left::LookForNewKey => "Left to do: look for a new key at the service, and revoke it.".to_owned(),
        Left::RevokeNewKey { hint } => format!("Left to do: revoke {hint} at the service; it is kept nowhere here."),
        Left::RevokeOldKey => {
            let which = run.old.as_ref().map_or_else(String::new, |old| format!(" {old}"));
            format!("Left to do: revoke the old key{which} at the service; it may still work.")
        }
    }
}
