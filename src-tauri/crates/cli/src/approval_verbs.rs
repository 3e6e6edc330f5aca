//! `conduit-keys keys approval|ask|asked|approve|decline|withdraw|claim`: live keys that take two people.

use actions::{
    ApprovalRef, Failure, Operation,
    view::{ApprovalPolicyView, ApprovalView, AskForKey, ClaimKey, DecideApproval, ListApprovals, SetApprovalPolicy},
};
use keys::wire::ApprovalState;

use crate::{
    Face,
    arguments::{ApprovalVerb, Destination},
    deliver, key_limits,
    keys_verbs::more,
    print::{moment, table, word},
};

pub(crate) async fn run(face: &Face, verb: ApprovalVerb) -> Result<(), Failure> {
    if let ApprovalVerb::Approval { on, off, reason } = verb {
        return approval(face, on, reason.filter(|_| on || off)).await;
    }
    face.check_possible(None, Operation::ApproveLiveKeys).await?;
    let which = |id: &str| ApprovalRef::new(&face.connection, id);
    match verb {
        ApprovalVerb::Approval { .. } => Ok(()),
        ApprovalVerb::Ask { name, access, lifetime, reason, note, limits } => {
            let limits = key_limits::read(face, &limits).await?;
            let asked = AskForKey {
                idempotency_key: face.ambient.mint_uuid(),
                connection: face.connection.clone(),
                name,
                access_level: access,
                lifetime_hours: lifetime,
                note,
                allowed_ips: limits.allowed_ips,
                spending_limits: limits.spending_limits,
                reason,
            };
            told(face, &face.app.ask_for_key(asked).await?)
        }
        ApprovalVerb::Asked { over, after } => list(face, over, after).await,
        ApprovalVerb::Approve { approval, reason } => {
            told(face, &face.app.approve_key(DecideApproval { approval: which(&approval), reason }).await?)
        }
        ApprovalVerb::Decline { approval, reason } => {
            told(face, &face.app.decline_key(DecideApproval { approval: which(&approval), reason }).await?)
        }
        ApprovalVerb::Withdraw { approval } => told(face, &face.app.withdraw_key(&which(&approval)).await?),
        ApprovalVerb::Claim { approval, destination } => claim(face, which(&approval), destination).await,
    }
}

async fn approval(face: &Face, on: bool, reason: Option<String>) -> Result<(), Failure> {
    let view = match reason {
        None => face.app.get_approval_policy(&face.connection).await?,
        Some(reason) => {
            face.check_possible(None, Operation::SetKeyPolicy).await?;
            let connection = face.connection.clone();
            face.app.set_approval_policy(SetApprovalPolicy { connection, needed: on, reason }).await?
        }
    };
    face.answer(&view, || vec![policy(&view)])
}

async fn claim(face: &Face, approval: ApprovalRef, destination: Destination) -> Result<(), Failure> {
    deliver::check(face, &destination).await?;
    let asked = ClaimKey { idempotency_key: face.ambient.mint_uuid(), approval };
    let key = face.app.claim_key(asked).await?;
    let (key, told) = deliver::deliver(face, key, &destination, None).await?;
    face.tell(destination.out.as_deref(), &key, || {
        std::iter::once(format!("Claimed {} ({}).", key.key.name, key.key.id)).chain(told).collect()
    })
}

fn policy(view: &ApprovalPolicyView) -> String {
    let words = match view.needed {
        true => "Live keys are asked for: another admin approves each one.",
        false => "Live keys are created without another admin's approval.",
    };
    words.to_owned()
}

/// What became of it, and what is next.
fn told(face: &Face, view: &ApprovalView) -> Result<(), Failure> {
    let (approval, naming) = (&view.approval, face.naming());
    let (id, name) = (&approval.id, &approval.name);
    face.answer(view, || match approval.state {
        ApprovalState::Waiting => vec![
            format!("Asked for {name}. Another admin decides until {}.", moment(approval.lapses_at)),
            format!("They approve it with: conduit-keys{naming} keys approve {id} --reason …"),
        ],
        ApprovalState::Approved => vec![
            format!("Approved {name}. {} can claim it until {}.", approval.asked_by.name, moment(approval.lapses_at)),
            format!("With: conduit-keys{naming} keys claim {id} …"),
        ],
        state => vec![format!("{name} ({id}) is {}.", state.as_str())],
    })
}

async fn list(face: &Face, over: bool, cursor: Option<String>) -> Result<(), Failure> {
    let asked = ListApprovals { connection: face.connection.clone(), over, cursor };
    let list = face.app.list_approvals(asked).await?;
    face.answer(&list, || {
        if list.approvals.is_empty() {
            let words = if over { "Nothing that was asked for is over." } else { "Nobody asks for a live key." };
            return vec![words.to_owned()];
        }
        let row = |view: &ApprovalView| {
            let approval = &view.approval;
            vec![
                approval.name.clone(),
                approval.state.as_str().to_owned(),
                word(&approval.access_level),
                format!("{} h", approval.lifetime_hours),
                approval.asked_by.name.clone(),
                moment(approval.lapses_at),
                approval.reason.clone(),
                approval.id.clone(),
            ]
        };
        let rows: Vec<_> = list.approvals.iter().map(row).collect();
        let mut lines = table(&["NAME", "STATE", "ACCESS", "LIVES", "ASKED BY", "LAPSES", "REASON", "ID"], &rows);
        lines.extend(more(list.next_cursor.as_deref()));
        lines
    })
}
