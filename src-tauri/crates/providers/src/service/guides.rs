//! How a key is made, replaced and ended at a service, as steps: the same for each, with the service's own words.

use keys::Environment;

use super::sheet::{ByHand, Sheet};
use crate::guide::{Answered, Awaited, Guide, GuidedOperation, PageUrl, Step, Wait, Whose, Words};

const NEW_WORKS: Step = Step::Prove { whose: Whose::New, expected: Answered::Accepted };
const OLD_REFUSED: Step = Step::Prove { whose: Whose::Old, expected: Answered::Refused };

/// None for a sheet that does not lead anywhere, which its test excludes.
pub(super) fn guide(
    (sheet, by_hand): (&Sheet, &ByHand),
    operation: GuidedOperation,
    environment: Environment,
) -> Option<Guide> {
    let page = PageUrl::parse(by_hand.page).ok()?;
    let open = || Step::OpenPage { url: page.clone() };
    let say = |(id, text): (&str, &str)| Step::Say { words: Words::Own { id: id.to_owned(), text: text.to_owned() } };
    let take = Step::TakeSecret { shape: sheet.shape.shape()? };
    let create = || say((by_hand.create)(environment));
    let steps = match operation {
        GuidedOperation::Create => vec![open(), create(), take, NEW_WORKS],
        GuidedOperation::Adopt => vec![take, NEW_WORKS],
        // The new key works before anything is taken from the old one.
        GuidedOperation::Rotate => vec![
            open(),
            create(),
            take,
            NEW_WORKS,
            Step::Wait { until: Wait::Event { what: Awaited::HandedOver } },
            say(by_hand.revoke),
            OLD_REFUSED,
        ],
        GuidedOperation::Revoke => vec![open(), say(by_hand.revoke), OLD_REFUSED],
    };
    Guide::new(operation, environment, steps).ok()
}
