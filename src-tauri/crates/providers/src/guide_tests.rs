use proptest::prelude::*;

use super::*;
use crate::shape::{Alphabet, Prefix, PrefixMeans};

const NEW_WORKS: Step = Step::Prove { whose: Whose::New, expected: Answered::Accepted };
const OLD_WORKS: Step = Step::Prove { whose: Whose::Old, expected: Answered::Accepted };
const OLD_ENDED: Step = Step::Prove { whose: Whose::Old, expected: Answered::Refused };

fn take() -> Step {
    let sandbox = Prefix { text: "sk_".to_owned(), means: PrefixMeans::SecretOf(Environment::Sandbox) };
    Step::TakeSecret { shape: SecretShape::new(vec![sandbox], Alphabet::Hex, 32..=32).unwrap() }
}

fn open() -> Step {
    Step::OpenPage { url: PageUrl::parse("https://keys.example.com/settings?tab=keys#new").unwrap() }
}

fn say(sentence: Sentence) -> Step {
    Step::Say { words: Words::Known { sentence } }
}

fn own(id: &str, text: &str) -> Step {
    Step::Say { words: Words::Own { id: id.to_owned(), text: text.to_owned() } }
}

fn wait(seconds: u32) -> Step {
    Step::Wait { until: Wait::Time { seconds } }
}

fn made(operation: GuidedOperation, steps: Vec<Step>) -> Result<Guide, GuideError> {
    Guide::new(operation, Environment::Sandbox, steps)
}

#[test]
fn what_makes_ends_and_proves_in_order_is_a_guide() {
    use GuidedOperation::{Create, Revoke, Rotate};
    for (operation, steps) in [
        (Create, vec![open(), say(Sentence::CreateKey), take(), NEW_WORKS]),
        (Rotate, vec![take(), NEW_WORKS]),
        (Rotate, vec![OLD_WORKS, take(), NEW_WORKS, wait(60), say(Sentence::RevokeKey), OLD_ENDED]),
        (Revoke, vec![open(), say(Sentence::RevokeKey), OLD_ENDED]),
    ] {
        assert!(made(operation, steps.clone()).is_ok(), "{operation:?} {steps:?}");
    }
}

#[test]
fn what_would_lock_somebody_out_or_believe_something_is_none() {
    use GuidedOperation::{Create, Revoke, Rotate};
    let never = Step::Prove { whose: Whose::New, expected: Answered::Refused };
    for (operation, steps, wrong) in [
        (Create, vec![], GuideError::Length),
        (Create, vec![open(); STEPS_MAX + 1], GuideError::Length),
        (Create, vec![open()], GuideError::Secrets),
        (Create, vec![take(), take(), NEW_WORKS], GuideError::Secrets),
        (Revoke, vec![take(), OLD_ENDED], GuideError::Secrets),
        (Create, vec![take()], GuideError::Unproved),
        (Rotate, vec![take(), OLD_WORKS], GuideError::Unproved),
        (Revoke, vec![open(), OLD_WORKS], GuideError::Unproved),
        (Create, vec![NEW_WORKS, take()], GuideError::ProvedTooEarly),
        (Revoke, vec![NEW_WORKS, OLD_ENDED], GuideError::ProvedTooEarly),
        (Create, vec![take(), NEW_WORKS, OLD_ENDED], GuideError::ProvedTooEarly),
        (Create, vec![take(), never], GuideError::Contradiction),
        (Revoke, vec![OLD_ENDED, OLD_WORKS], GuideError::Contradiction),
        (Rotate, vec![take(), OLD_ENDED, NEW_WORKS], GuideError::EndedTooEarly),
        (Rotate, vec![say(Sentence::RevokeKey), take(), NEW_WORKS], GuideError::EndedTooEarly),
        (Create, vec![wait(0), take(), NEW_WORKS], GuideError::Wait),
        (Create, vec![wait(WAIT_SECONDS_MAX + 1), take(), NEW_WORKS], GuideError::Wait),
        (Create, vec![own("", "Go on."), take(), NEW_WORKS], GuideError::Words),
        (Create, vec![own("a b", "Go on."), take(), NEW_WORKS], GuideError::Words),
        (Create, vec![own("a.b", " "), take(), NEW_WORKS], GuideError::Words),
        (Create, vec![own("a.b", "two\nlines"), take(), NEW_WORKS], GuideError::Words),
    ] {
        assert_eq!(made(operation, steps.clone()), Err(wrong), "{operation:?} {steps:?}");
    }
    let live = Guide::new(Create, Environment::Live, vec![take(), NEW_WORKS]);
    assert_eq!(live, Err(GuideError::Environment), "no secret of live could be taken");
}

#[test]
fn only_a_private_page_is_opened() {
    for good in ["https://keys.example.com/settings?tab=keys#new", "http://127.0.0.1:7001/keys", "http://localhost/"] {
        assert_eq!(PageUrl::parse(good).unwrap().as_str(), good);
    }
    for bad in [
        "",
        "keys",
        "http://keys.example.com/",
        "http://127.0.0.1.example.com/",
        "https://ana@keys.example.com/",
        "https://ana:pw@keys.example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
    ] {
        assert_eq!(PageUrl::parse(bad), Err(PageUrlError), "{bad}");
    }
}

#[test]
fn a_guide_that_was_written_down_is_checked_when_it_is_read() {
    let guide = made(GuidedOperation::Create, vec![open(), take(), NEW_WORKS]).unwrap();
    let written = serde_json::to_value(&guide).unwrap();
    assert_eq!(serde_json::from_value::<Guide>(written.clone()).unwrap(), guide);
    let mut reordered = written.clone();
    reordered["steps"].as_array_mut().unwrap().reverse();
    assert!(serde_json::from_value::<Guide>(reordered).is_err(), "proved before it is taken");
    let mut elsewhere = written;
    elsewhere["steps"][0]["url"] = "http://keys.example.com/".into();
    assert!(serde_json::from_value::<Guide>(elsewhere).is_err(), "a page that everybody between can read");
}

fn any_step() -> impl Strategy<Value = Step> {
    let sentence = prop_oneof![Just(Sentence::SignIn), Just(Sentence::CreateKey), Just(Sentence::RevokeKey)];
    let proof = (
        prop_oneof![Just(Whose::New), Just(Whose::Old)],
        prop_oneof![Just(Answered::Accepted), Just(Answered::Refused)],
    );
    prop_oneof![
        Just(open()),
        sentence.prop_map(say),
        Just(take()),
        proof.prop_map(|(whose, expected)| Step::Prove { whose, expected }),
        (0..3_u32).prop_map(wait),
    ]
}

fn any_operation() -> impl Strategy<Value = GuidedOperation> {
    prop_oneof![Just(GuidedOperation::Create), Just(GuidedOperation::Rotate), Just(GuidedOperation::Revoke)]
}

/// The same rules as sentences about places in the list; the code keeps a state while it walks.
fn is_a_guide(operation: GuidedOperation, steps: &[Step]) -> bool {
    let places = |wanted: &Step| -> Vec<usize> { (0..steps.len()).filter(|at| steps[*at] == *wanted).collect() };
    let proofs =
        |whose| (0..steps.len()).filter(move |at| matches!(&steps[*at], Step::Prove { whose: w, .. } if *w == whose));
    let (takes, new, ended) = (places(&take()), places(&NEW_WORKS), places(&OLD_ENDED));
    let makes = operation != GuidedOperation::Revoke;
    let one_secret = takes.len() == usize::from(makes);
    let new_is_taken_and_accepted =
        proofs(Whose::New).all(|at| takes.iter().any(|take| *take < at) && new.contains(&at));
    let old_exists = operation != GuidedOperation::Create || proofs(Whose::Old).next().is_none();
    let once_ended_is_ended = places(&OLD_WORKS).iter().all(|works| ended.iter().all(|end| works < end));
    let proved = if makes { !new.is_empty() } else { !ended.is_empty() };
    let revokes = places(&say(Sentence::RevokeKey));
    let nobody_is_locked_out = operation != GuidedOperation::Rotate
        || ended.iter().chain(&revokes).all(|end| new.iter().any(|works| works < end));
    let waits = !steps.contains(&wait(0));
    !steps.is_empty()
        && one_secret
        && new_is_taken_and_accepted
        && old_exists
        && once_ended_is_ended
        && proved
        && nobody_is_locked_out
        && waits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn exactly_what_keeps_every_rule_is_a_guide(
        operation in any_operation(), steps in proptest::collection::vec(any_step(), 0..7),
    ) {
        prop_assert_eq!(made(operation, steps.clone()).is_ok(), is_a_guide(operation, &steps));
    }

    /// Steps that are a guide by their making, with anything harmless in between: few random ones get so far.
    #[test]
    fn a_guide_is_the_same_after_it_was_written_down(
        fillers in proptest::collection::vec((0..6_usize, prop_oneof![Just(open()), (1..99_u32).prop_map(wait)]), 0..9),
        rotates in any::<bool>(),
    ) {
        let mut steps = vec![take(), NEW_WORKS];
        if rotates {
            steps.extend([say(Sentence::RevokeKey), OLD_ENDED]);
        }
        for (at, filler) in fillers {
            steps.insert(at.min(steps.len()), filler);
        }
        let operation = if rotates { GuidedOperation::Rotate } else { GuidedOperation::Create };
        let guide = made(operation, steps).unwrap();
        let (at, _) = guide.taking().unwrap();
        prop_assert!(at < guide.proving(Whose::New, Answered::Accepted).unwrap());
        let written = serde_json::to_string(&guide).unwrap();
        prop_assert_eq!(serde_json::from_str::<Guide>(&written).unwrap(), guide);
    }
}
