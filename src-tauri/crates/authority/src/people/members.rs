//! Members: who they are, and listing them.

mod change;
mod invite;
mod me;

use keys::{
    Actor, ActorKind, Timestamp,
    lifecycle::Revocation,
    wire::{Complaint, FieldCode, Member, MemberState, Page, Role},
};

pub(crate) use invite::note;

use crate::{
    Caller, Failure,
    ground::{
        asked::EMAIL_LENGTH_MAX,
        paging::{ListQuery, Order, Sort, SortQuery, States, Table},
        store::{Db, Row, StoreError, values},
    },
    people::{People, filter::PeopleFilter},
};

const COLUMNS: &str = "id, organization_id, email, name, role, created_at, created_by, password_hash,
    invitation_ends_at, totp_sealed, totp_confirmed_at, totp_last_step, last_sign_in_at, revoked_at, revoked_by,
    revoke_reason, created_by_id, revoked_by_id";

/// There are never so many members that an index of each order would pay.
const SORTS: &[Sort] = &[
    Sort::by_number("created", "created_at"),
    Sort::by_bytes("name", "name_sorted"),
    Sort::by_number("lastSignIn", "coalesce(last_sign_in_at, 0)"),
];

/// Everything kept of a member.
#[derive(Clone)]
pub(crate) struct MemberRecord {
    pub id: String,
    pub organization_id: String,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub created_at: Timestamp,
    pub created_by: Actor,
    pub password_hash: Option<String>,
    pub invitation_ends_at: Option<Timestamp>,
    pub totp_sealed: Option<Vec<u8>>,
    pub totp_confirmed_at: Option<Timestamp>,
    pub totp_last_step: Option<i64>,
    pub last_sign_in_at: Option<Timestamp>,
    pub revocation: Option<Revocation>,
}

impl MemberRecord {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            organization_id: row.get(1)?,
            email: row.get(2)?,
            name: row.get(3)?,
            role: row.word(4)?,
            created_at: row.moment(5)?,
            created_by: row.actor(6, 16)?,
            password_hash: row.get(7)?,
            invitation_ends_at: row.moment_if_any(8)?,
            totp_sealed: row.get(9)?,
            totp_confirmed_at: row.moment_if_any(10)?,
            totp_last_step: row.get(11)?,
            last_sign_in_at: row.moment_if_any(12)?,
            revocation: row.revocation_if_any(13, (14, 15, 17))?,
        })
    }

    /// The member as it travels.
    pub fn view(&self) -> Member {
        let state = match (&self.revocation, &self.password_hash) {
            (Some(_), _) => MemberState::Revoked,
            (None, None) => MemberState::Invited,
            (None, Some(_)) => MemberState::Active,
        };
        Member {
            id: self.id.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
            role: self.role,
            state,
            totp: self.totp_confirmed_at.is_some(),
            created_at: self.created_at,
            created_by: self.created_by.clone(),
            last_sign_in_at: self.last_sign_in_at,
            invitation_ends_at: self.invitation_ends_at,
            revocation: self.revocation.clone(),
        }
    }

    /// The member as the audit log names them.
    pub fn actor(&self) -> Actor {
        Actor::new(ActorKind::Member, &self.id, &self.email)
    }

    /// Whether the member can manage the organization.
    fn is_admin_who_can_sign_in(&self) -> bool {
        self.role == Role::Admin && self.password_hash.is_some() && self.revocation.is_none()
    }

    /// The member as an asker, for what they do before they have a session.
    pub fn as_caller(&self, origin: &str) -> Caller {
        Caller {
            organization_id: self.organization_id.clone(),
            role: self.role,
            actor: self.actor(),
            origin: origin.to_owned(),
        }
    }
}

/// Checks an e-mail address no further than to tell it from a slip: only a message that arrives proves one.
fn check_email(email: &str) -> Result<String, Failure> {
    let email = email.trim();
    let halves = email.split_once('@').is_some_and(|(name, place)| !name.is_empty() && place.contains('.'));
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control()) && email.matches('@').count() == 1;
    if halves && plain && email.len() <= EMAIL_LENGTH_MAX {
        return Ok(email.to_owned());
    }
    let complaint = Complaint::of(FieldCode::NotAnEmailAddress, "This is not an e-mail address.");
    Err(Failure::invalid_field("/email", complaint))
}

/// An e-mail address as it is compared.
pub(crate) fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The member who signs in with an address. A revoked one does not.
pub(crate) fn find_by_email(db: Db<'_>, email: &str) -> Result<Option<MemberRecord>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM members WHERE email_folded = ?1 AND revoked_at IS NULL");
    db.one(&sql, values![fold_email(email)], MemberRecord::read)
}

/// The member with the id, whoever they belong to.
pub(crate) fn get_member(db: Db<'_>, id: &str) -> Result<Option<MemberRecord>, StoreError> {
    db.one(&format!("SELECT {COLUMNS} FROM members WHERE id = ?1"), values![id], MemberRecord::read)
}

/// The member with the id in the organization, or not found.
pub(crate) fn find_member(db: Db<'_>, organization_id: &str, id: &str) -> Result<MemberRecord, Failure> {
    let found = get_member(db, id)?.filter(|member| member.organization_id == organization_id);
    found.ok_or_else(|| Failure::not_found("member"))
}

impl People {
    /// One page of the organization's members, in the states and of the role asked for, the newest first when no order is.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_members(
        &self,
        caller: &Caller,
        filter: PeopleFilter,
        (sort, query): (SortQuery, ListQuery),
    ) -> Result<Page<Member>, Failure> {
        const TABLE: Table<'_> = Table { name: "members", columns: COLUMNS, id: "id" };
        let (scope, order) = (filter.scope(&caller.organization_id)?, Order::choose(&sort, SORTS)?);
        let states = States::new([
            ("invited", vec![scope.clone().and("revoked_at IS NULL AND password_hash IS NULL", [])]),
            ("active", vec![scope.clone().and("revoked_at IS NULL AND password_hash IS NOT NULL", [])]),
            ("revoked", vec![scope.and("revoked_at IS NOT NULL", [])]),
        ]);
        let page = self
            .ground
            .store
            .read(move |db| {
                query.page_in_states(db, TABLE, (&states, filter.state.as_deref()), order, MemberRecord::read)
            })
            .await?;
        Ok(page.map(|member| member.view()))
    }

    /// One member.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn get_member(&self, caller: &Caller, id: String) -> Result<Member, Failure> {
        let organization_id = caller.organization_id.clone();
        self.ground.store.read(move |db| Ok(find_member(db, &organization_id, &id)?.view())).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_slip() {
        for good in ["ana@acme.example", " ana@acme.example ", "ä+b@c.d.example"] {
            assert!(check_email(good).is_ok(), "{good}");
        }
        let long = format!("{}@acme.example", "a".repeat(250));
        for bad in ["", "ana", "@acme.example", "ana@acme", "a b@acme.example", "a@b@acme.example", "a\n@b.c", &long] {
            assert!(check_email(bad).is_err(), "{bad}");
        }
        assert_eq!(fold_email(" Ana@Acme.example"), "ana@acme.example", "case is not told apart");
    }
}
