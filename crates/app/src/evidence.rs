//! Evidence: files that come with a step. Content-addressed; what a file is, its bytes say.

use bytes::Bytes;
use contract::kinds::evidence::Evidence;
use contract::kinds::loop_step::Attachment;
use contract::rest::notice::EvidenceStored;
use model::Fault;
use store::blobs::sniff;

use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

/// Bytes of a file.
pub const MAX_BYTES: usize = 50 << 20;
const MAX_NAME: usize = 200;

impl App {
    /// Stores a file for the caller's tenant.
    ///
    /// # Errors
    /// `evidence.name`, `evidence.empty`, `evidence.executable`, `blob.too_large`,
    /// `blob.disk_full`.
    pub async fn evidence_add(
        &self,
        caller: &Caller,
        name: &str,
        bytes: Bytes,
    ) -> Result<EvidenceStored, Fault> {
        caller.may(Action::EvidenceAdd)?;
        let name = file_name(name)?;
        if bytes.is_empty() {
            return Err(Fault::invalid("evidence.empty"));
        }
        let media = sniff(&bytes);
        if media.executable {
            return Err(Fault::invalid("evidence.executable").with("media_type", media.name));
        }
        let stored = self.0.blobs.put(bytes.to_vec(), MAX_BYTES as u64).await;
        let stored = stored.map_err(|error| Fault::from(&error))?;
        let attachment = Attachment {
            name,
            digest: stored.digest,
            size_bytes: stored.size_bytes,
            media_type: stored.media.name.to_owned(),
        };
        let mut tx = self.begin(caller).await?;
        let id = tx.new_id();
        let body = Evidence { attachment: attachment.clone() };
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        tx.commit().await?;
        Ok(EvidenceStored { attachment })
    }

    /// The bytes of a file, if a record that the caller's tenant may see refers to it, or the
    /// tenant handed it in.
    ///
    /// # Errors
    /// `evidence.missing`, `evidence.on_the_way` (the record is here, the bytes are not yet).
    pub async fn evidence_view(&self, caller: &Caller, digest: &str) -> Result<Vec<u8>, Fault> {
        caller.may(Action::EvidenceRead)?;
        let missing = || Fault::not_found("evidence.missing").with("digest", digest);
        if !self.0.store.blob_visible(&caller.scope(), digest).await? {
            return Err(missing());
        }
        self.0.blobs.get(digest).await.map_err(|error| match error {
            store::blobs::BlobError::NotFound { .. } => {
                Fault::not_found("evidence.on_the_way").with("digest", digest)
            }
            other => Fault::from(&other),
        })
    }

    /// Attachments must be files that this tenant handed in or was shown, described as they are.
    pub(crate) async fn check_attachments(
        &self,
        caller: &Caller,
        attachments: &[Attachment],
    ) -> Result<(), Fault> {
        for attachment in attachments {
            file_name(&attachment.name)?;
            let unknown =
                || Fault::invalid("notice.attachment_unknown").with("digest", &attachment.digest);
            if !self.0.store.blob_visible(&caller.scope(), &attachment.digest).await? {
                return Err(unknown());
            }
            let bytes = self.0.blobs.get(&attachment.digest).await.map_err(|_| unknown())?;
            let is_right = bytes.len() as u64 == attachment.size_bytes
                && sniff(&bytes).name == attachment.media_type;
            if !is_right {
                return Err(unknown());
            }
        }
        Ok(())
    }
}

/// A name without a path and without what a terminal or a header would take for something else.
pub(crate) fn file_name(name: &str) -> Result<String, Fault> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let length = name.chars().count();
    if !(1..=MAX_NAME).contains(&length) || name.chars().any(char::is_control) {
        return Err(Fault::invalid("evidence.name").with("most", MAX_NAME));
    }
    Ok(name.to_owned())
}
