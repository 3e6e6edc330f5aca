//! Verify the audit log: the authority reads its whole chain, and this computer looks whether the chain still goes on from the
//! row that it verified last. The first finds a row that was edited; the second finds a log that was written anew as a whole,
//! whose rows fit one another and not what this computer knows.

use std::time::Duration;

use keys::{
    Timestamp,
    wire::{AuditEntry, AuditVerdict},
};
use providers::{AuditFilter, Authority, error::Kind};

use crate::{
    App, Failure,
    journal::AuditHead,
    view::{AuditCheckView, KnownHead, KnownHeadView, VerifyAudit},
};

/// How long is waited before the walk over a long log is asked for again, in seconds: it goes on where it was. Some ten
/// minutes in all, in which an authority reads more rows than one has.
const PAUSES: [u64; 24] = [1, 1, 2, 2, 4, 4, 8, 8, 15, 15, 15, 15, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30];

impl App {
    /// Reads the whole chain there, and compares it with what was read before. What is whole is remembered.
    ///
    /// # Errors
    /// The place's trouble, or the journal's.
    pub async fn verify_audit(&self, asked: VerifyAudit) -> Result<AuditCheckView, Failure> {
        self.verify_audit_patiently(asked, PAUSES.map(Duration::from_secs)).await
    }

    async fn verify_audit_patiently(
        &self,
        asked: VerifyAudit,
        pauses: impl IntoIterator<Item = Duration>,
    ) -> Result<AuditCheckView, Failure> {
        let VerifyAudit { connection, anew } = asked;
        let organization = self.know_organization(&connection).await?.id;
        let authority = self.authority(&connection).await?;
        let journal = &self.shared.journal;
        let head = journal.audit_head(&connection, &organization).map_err(|error| self.journal_failure(error))?;
        let head = head.filter(|_| !anew);
        // Before the walk, which then has read it.
        let newest = self.newest(&authority).await?;
        let there = match &head {
            Some(head) => self.row_of(&authority, head).await?,
            None => None,
        };
        let verdict = self.walk(&authority, pauses).await?;
        let known = head.and_then(|head| compared(&head, there.as_ref(), &verdict));
        let mut check = AuditCheckView { verdict, known, remembered: None };
        if let Some(newest) = newest.filter(|_| check.is_whole()) {
            let head = AuditHead::of(&newest, self.now());
            let noted = journal.note_audit_head(&connection, &organization, &head);
            noted.map_err(|error| self.journal_failure(error))?;
            check.remembered = Some(newest.sequence);
        }
        Ok(check)
    }

    async fn newest(&self, authority: &Authority) -> Result<Option<AuditEntry>, Failure> {
        let page = authority.list_audit(&AuditFilter::default(), 1, None).await.map_err(|error| self.explain(error))?;
        Ok(page.data.into_iter().next())
    }

    /// The row that stands where this one stood: among those of its moment.
    async fn row_of(&self, authority: &Authority, head: &AuditHead) -> Result<Option<AuditEntry>, Failure> {
        let until = Timestamp::from_millis(head.at.as_millis() + 1);
        let moment = AuditFilter { from: Some(head.at), until: Some(until), ..AuditFilter::default() };
        let mut cursor = None;
        loop {
            let page = authority.list_audit(&moment, 100, cursor.as_deref()).await;
            let page = page.map_err(|error| self.explain(error))?;
            let found = page.data.into_iter().find(|row| row.sequence == head.sequence);
            if found.is_some() || page.meta.next_cursor.is_none() {
                return Ok(found);
            }
            cursor = page.meta.next_cursor;
        }
    }

    /// The authority's verdict. While its walk takes longer than an answer may, it is asked again after a pause.
    async fn walk(
        &self,
        authority: &Authority,
        pauses: impl IntoIterator<Item = Duration>,
    ) -> Result<AuditVerdict, Failure> {
        let mut pauses = pauses.into_iter();
        loop {
            match (authority.verify_audit().await, pauses.next()) {
                (Err(error), Some(pause)) if error.kind == Kind::Lost => tokio::time::sleep(pause).await,
                (verdict, _) => return verdict.map_err(|error| self.explain(error)),
            }
        }
    }
}

/// What became of the row that was verified last. In a chain that is broken before it the authority does not say what it
/// removed, so a row that is not there says nothing more.
fn compared(head: &AuditHead, there: Option<&AuditEntry>, verdict: &AuditVerdict) -> Option<KnownHeadView> {
    let pruned = verdict.pruned.unwrap_or_default();
    let now = match there {
        Some(row) if row.hash == head.hash => KnownHead::Extended,
        Some(_) => KnownHead::Changed,
        None if !verdict.intact => return None,
        None if pruned >= head.sequence => KnownHead::Pruned,
        // The rows have no gap: there is one of that number, of another moment or of somebody else.
        None if pruned + verdict.rows.unwrap_or_default() >= head.sequence => KnownHead::Changed,
        None => KnownHead::Gone,
    };
    Some(KnownHeadView { sequence: head.sequence, verified_at: head.verified_at, now })
}

#[cfg(test)]
mod tests {
    use keys::wire::{ListMeta, Page};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, audit_row, now, page},
    };

    const LIST: &str = "GET /v1/audit";
    const VERIFY: &str = "GET /v1/audit/verify";

    fn verdict(rows: u64, pruned: u64) -> AuditVerdict {
        let (rows, pruned) = (Some(rows), Some(pruned));
        AuditVerdict { intact: true, rows, pruned, first_bad_sequence: None, read_since: Some(now()), as_of: now() }
    }

    fn broken(at: u64) -> AuditVerdict {
        AuditVerdict { intact: false, rows: None, pruned: None, first_bad_sequence: Some(at), ..verdict(0, 0) }
    }

    /// A place whose log this computer verified up to row 9.
    async fn known_to_nine() -> Scripted {
        let place = Scripted::open().await;
        place.answer("GET /v1/organization", &place.organization());
        place.answer(LIST, &page(vec![audit_row(9)]));
        place.answer(VERIFY, &verdict(9, 0));
        let first = verify(&place).await;
        assert_eq!(
            (first.is_whole(), first.known, first.remembered),
            (true, None, Some(9)),
            "there is nothing to hold it against"
        );
        place
    }

    async fn verify(place: &Scripted) -> AuditCheckView {
        place.app.verify_audit(VerifyAudit { connection: place.here.clone(), anew: false }).await.unwrap()
    }

    fn became(check: &AuditCheckView) -> KnownHead {
        check.known.as_ref().unwrap().now
    }

    #[tokio::test]
    async fn a_log_that_was_added_to_extends_what_this_computer_knows() {
        let place = known_to_nine().await;
        place.answer(LIST, &page(vec![audit_row(12)]));
        // Several rows may have been written in one moment, on more pages than one.
        let whole = page(vec![audit_row(11), audit_row(10)]);
        let next_cursor = Some("c2".to_owned());
        place.answer(LIST, &Page { meta: ListMeta { next_cursor, ..whole.meta }, ..whole });
        place.answer(LIST, &page(vec![audit_row(9)]));
        place.answer(VERIFY, &verdict(12, 0));
        let check = verify(&place).await;
        let known = KnownHeadView { sequence: 9, verified_at: now(), now: KnownHead::Extended };
        assert_eq!((check.known, check.remembered), (Some(known), Some(12)));
        let asked: Vec<_> =
            place.asked().into_iter().filter(|asked| asked.what == LIST).map(|asked| asked.query).collect();
        let moment = "from=2026-11-18T11%3A06%3A40.000Z&to=2026-11-18T11%3A06%3A40.001Z&limit=100";
        assert_eq!(asked, ["limit=1", "limit=1", moment, &format!("{moment}&cursor=c2")]);
    }

    /// Whoever can write to the store can make a chain that fits: the authority finds nothing wrong with it.
    #[tokio::test]
    async fn a_log_that_was_written_anew_is_told_each_time_until_somebody_begins_with_it() {
        let place = known_to_nine().await;
        let anew = |sequence| AuditEntry { hash: "e".repeat(64), ..audit_row(sequence) };
        place.answer(LIST, &page(vec![anew(12)]));
        place.answer(LIST, &page(vec![anew(9)]));
        place.answer(VERIFY, &verdict(12, 0));
        let check = verify(&place).await;
        assert!(check.verdict.intact && !check.is_whole(), "{check:?}");
        assert_eq!((became(&check), check.remembered), (KnownHead::Changed, None));
        place.answer(LIST, &page(vec![anew(12)]));
        place.answer(LIST, &page(vec![anew(9)]));
        assert_eq!(became(&verify(&place).await), KnownHead::Changed, "what it knew is not forgotten");

        place.answer(LIST, &page(vec![anew(12)]));
        let accepted =
            place.app.verify_audit(VerifyAudit { connection: place.here.clone(), anew: true }).await.unwrap();
        assert_eq!((accepted.known, accepted.remembered), (None, Some(12)));
    }

    #[tokio::test]
    async fn a_row_that_is_not_there_is_told_unless_the_authority_says_that_it_pruned_it() {
        for (rows, pruned, expected, remembered) in [
            (8, 0, KnownHead::Gone, None),
            (12, 0, KnownHead::Changed, None),
            (4, 8, KnownHead::Changed, None),
            (3, 9, KnownHead::Pruned, Some(12)),
        ] {
            let place = known_to_nine().await;
            place.answer(LIST, &page(vec![audit_row(12)]));
            place.answer(LIST, &page(vec![audit_row(8), audit_row(10)]));
            place.answer(VERIFY, &verdict(rows, pruned));
            let check = verify(&place).await;
            assert_eq!((became(&check), check.remembered), (expected, remembered), "{rows} rows behind {pruned}");
        }
    }

    #[tokio::test]
    async fn a_broken_chain_is_told_and_not_remembered() {
        let place = known_to_nine().await;
        place.answer(LIST, &page(vec![audit_row(12)]));
        place.answer(LIST, &page(Vec::<AuditEntry>::new()));
        place.answer(VERIFY, &broken(4));
        let check = verify(&place).await;
        assert_eq!((check.verdict.first_bad_sequence, check.remembered), (Some(4), None));
        assert_eq!(check.known, None, "what was pruned is not told of such a log");
        place.answer(LIST, &page(vec![audit_row(12)]));
        place.answer(LIST, &page(vec![audit_row(9)]));
        assert_eq!(became(&verify(&place).await), KnownHead::Extended);
    }

    /// What is known is of an organization: somebody else's log at the same address is no other state of it.
    #[tokio::test]
    async fn another_organization_at_the_same_address_has_another_log() {
        let place = known_to_nine().await;
        place.answer("GET /v1/organization", &place.organization());
        place.answer(LIST, &page(vec![audit_row(3)]));
        let check = verify(&place).await;
        assert_eq!((check.known, check.remembered), (None, Some(3)));
    }

    #[tokio::test]
    async fn a_walk_that_takes_longer_than_an_answer_may_is_asked_for_again() {
        let place = Scripted::open().await;
        place.answer("GET /v1/organization", &place.organization());
        place.answer(LIST, &page(vec![audit_row(9)]));
        let asked = || VerifyAudit { connection: place.here.clone(), anew: false };
        // Each is sent twice.
        (0..4).for_each(|_| place.lose(VERIFY));
        place.answer(VERIFY, &verdict(9, 0));
        let check = place.app.verify_audit_patiently(asked(), [Duration::ZERO; 2]).await.unwrap();
        assert!(check.is_whole());
        (0..4).for_each(|_| place.lose(VERIFY));
        let lost = place.app.verify_audit_patiently(asked(), [Duration::ZERO; 1]).await.unwrap_err();
        assert_eq!(lost.code, Code::Unknown, "not for ever");
    }
}
