//! Enrolment: a child shows a one-time token and proves its keys; the parent writes it into the
//! directory and certifies it.

use contract::federation::{
    CertificateAnswer, CertificateRequest, EnrolAnswer, EnrolRequest, NodeCard, OLDEST, PROTOCOL,
};
use contract::kinds::node_key::FormerKey;
use ledger::Keypair;
use model::{Fault, Id};
use serde::Serialize;
use store::{PeerDraft, Relation, Scope, Store};

use crate::server::Server;
use crate::tls::{self, ClientMaterial};
use crate::{Error, Invitation, VERSION, envelope, https};

/// A certificate is renewed by itself when it holds no longer than this.
const RENEWED_BEFORE_MS: i64 = 60 * 86_400_000;

/// What the proof signs.
#[derive(Serialize)]
struct Proven<'a> {
    token: &'a str,
    card: &'a NodeCard,
    csr: &'a str,
}

/// The parent's side.
pub(crate) async fn answer(server: &Server, request: &EnrolRequest) -> Result<EnrolAnswer, Error> {
    check(request).map_err(Error::Message)?;
    let store = &server.service.store;
    let certificate =
        server.authority.certify_child(&request.csr, request.card.node, store.now())?;
    let child = PeerDraft {
        relation: Relation::Child,
        card: request.card.clone(),
        url: String::new(),
        certificate: tls::fingerprint(&certificate)?,
        certificate_expires: Some(tls::expiry(&certificate)?),
        ancestors: Vec::new(),
    };
    server.service.host.redeem(&request.token, child).await.map_err(Error::Message)?;
    let revoked = revoked(store, &request.card);
    Ok(EnrolAnswer {
        parent: store.card(VERSION)?,
        certificate,
        authority: server.authority.certificate_pem().to_owned(),
        ancestors: store.ancestor_cards().await?,
        revoked,
    })
}

/// The key that was revoked, if the child came with the one that follows it.
fn revoked(store: &Store, card: &NodeCard) -> Option<FormerKey> {
    let directory = store.directory();
    let keys = directory.keys(card.node)?;
    let follows = keys.present().text() == card.public_key && card.former.is_empty();
    keys.revoked_before().filter(|_| follows)
}

/// `POST /federation/v1/certificate`: another certificate for a child that showed the one it has.
pub(crate) async fn certify(
    server: &Server,
    child: Id,
    request: &CertificateRequest,
) -> Result<CertificateAnswer, Error> {
    let store = &server.service.store;
    let certificate = server.authority.certify_child(&request.csr, child, store.now())?;
    let mut tx = store.begin(&Scope::system()).await?;
    tx.peer_certificate_next(child, &tls::fingerprint(&certificate)?).await?;
    tx.commit().await?;
    Ok(CertificateAnswer { certificate })
}

/// The same when the present one runs out within two months; whether it did.
pub async fn renew_certificate_in_time(
    store: &Store,
    material: &ClientMaterial,
) -> Result<bool, Error> {
    let parent = store.parent().await?;
    let expires = parent.and_then(|parent| parent.certificate_expires);
    let soon = store.now().plus(RENEWED_BEFORE_MS);
    if expires.is_none_or(|expires| expires > soon) {
        return Ok(false);
    }
    renew_certificate(store, material).await?;
    Ok(true)
}

/// The child's side: another key and certificate for mutual TLS from the parent, over the present
/// ones. They count once the new certificate was shown; until then both do.
pub async fn renew_certificate(store: &Store, material: &ClientMaterial) -> Result<(), Error> {
    let none = || Error::Message(Fault::conflict("federation.no_parent"));
    let parent = store.parent().await?.ok_or_else(none)?;
    let csr = material.next_signing_request(store.identity()?.node, store.now())?;
    let http = https::client(material.config()?, &parent.url, parent.node).await?;
    let url = https::address(&parent.url, parent.node, "/federation/v1/certificate")?;
    let answer = https::post(&http, &url, envelope::encode(&CertificateRequest { csr })?).await?;
    let answer: CertificateAnswer = envelope::decode(&answer).map_err(Error::Message)?;
    let (fingerprint, expires) =
        (tls::fingerprint(&answer.certificate)?, tls::expiry(&answer.certificate)?);
    material.keep_next(&answer.certificate)?;
    let mut tx = store.begin(&Scope::system()).await?;
    tx.peer_certificate(parent.node, &fingerprint, Some(expires)).await?;
    tx.commit().await?;
    Ok(())
}

fn check(request: &EnrolRequest) -> Result<(), Fault> {
    if !(OLDEST..=PROTOCOL).contains(&request.protocol) {
        return Err(Fault::invalid("federation.protocol").with("spoken", request.protocol));
    }
    let card = &request.card;
    let key = ledger::PublicKey::from_text(&card.suite, &card.public_key)
        .map_err(|_| Fault::invalid("federation.key"))?;
    let proven = Proven { token: &request.token, card, csr: &request.csr };
    ledger::verify_value(&key, &proven, &request.proof)
        .map_err(|_| Fault::forbidden("federation.proof"))
}

/// The child's side: redeems an invitation and keeps what the parent answers. The node must not
/// have a parent yet, unless it is the same one (a certificate is then renewed).
pub async fn enrol(
    store: &Store,
    material: &ClientMaterial,
    invitation: &Invitation,
) -> Result<Id, Error> {
    let (card, keypair) = (store.card(VERSION)?, store.identity()?.keypair.clone());
    redeem(store, material, invitation, card, &keypair).await
}

/// The same after the parent revoked this node's key: with another one, and another key for TLS.
pub async fn enrol_anew(
    store: &Store,
    material: &ClientMaterial,
    invitation: &Invitation,
) -> Result<Id, Error> {
    let (card, keypair) = store.card_anew(VERSION)?;
    material.forget()?;
    redeem(store, material, invitation, card, &keypair).await
}

async fn redeem(
    store: &Store,
    material: &ClientMaterial,
    invitation: &Invitation,
    card: NodeCard,
    keypair: &Keypair,
) -> Result<Id, Error> {
    let known = store.parent().await?;
    if known.is_some_and(|peer| peer.node != invitation.parent) {
        return Err(Error::Message(Fault::conflict("federation.has_parent")));
    }
    let csr = material.signing_request(card.node, store.now())?;
    let proven = Proven { token: &invitation.token, card: &card, csr: &csr };
    let proof = ledger::sign_value(keypair, &proven).map_err(store::Error::from)?;
    let request =
        EnrolRequest { protocol: OLDEST, token: invitation.token.clone(), card, csr, proof };
    let config = tls::enrolment_config(&invitation.authority)?;
    let http = https::client(config, &invitation.url, invitation.parent).await?;
    let url = https::address(&invitation.url, invitation.parent, "/federation/v1/enrol")?;
    let answer = https::post(&http, &url, envelope::encode(&request)?).await?;
    let answer: EnrolAnswer = envelope::decode(&answer).map_err(Error::Message)?;
    if answer.parent.node != invitation.parent {
        return Err(Error::Message(Fault::forbidden("federation.wrong_party")));
    }
    let peer = PeerDraft {
        relation: Relation::Parent,
        card: answer.parent.clone(),
        url: invitation.url.clone(),
        certificate: tls::fingerprint(&answer.certificate)?,
        certificate_expires: Some(tls::expiry(&answer.certificate)?),
        ancestors: answer.ancestors,
    };
    material.keep(&answer.certificate, &answer.authority)?;
    let present = store.identity()?.keypair.public_key().clone();
    if let Some(revoked) = answer.revoked.filter(|_| present != *keypair.public_key()) {
        store.key_renewed(&revoked).await?;
    }
    let mut tx = store.begin(&Scope::system()).await?;
    tx.peer_put(peer).await?;
    tx.commit().await?;
    Ok(answer.parent.node)
}
