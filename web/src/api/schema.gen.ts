// Generated from crates/api/openapi.json by `npm run codegen`. Do not edit.

export interface paths {
    "/api/v1/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Assets of the caller's tenant. */
        get: operations["asset_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One asset with its facts, their evidence, and its conversations. */
        get: operations["asset_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All assets and their conversations. */
        get: operations["asset_graph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records in the order of the log, newest first. */
        get: operations["audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/baseline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it learns, until when, and how much it knows. */
        get: operations["baseline_view"];
        /** Changes the learning window. */
        put: operations["baseline_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/baseline/deviations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Findings that depart from what was learned, or from what was engineered; and how many there are
         *     of each kind.
         */
        get: operations["deviation_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/baseline/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Learned commands. */
        get: operations["baseline_entry_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/baseline/suricata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The baseline as rules in Suricata's language, as a download. */
        get: operations["baseline_suricata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of each record at each neighbour. */
        get: operations["delivery_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/engineered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SCL files, newest first. */
        get: operations["engineered_list"];
        put?: never;
        /**
         * Takes an SCL file in (the body: SCD, CID or ICD, at most 32 MiB); what runs is held against it
         *     from now on.
         */
        post: operations["engineered_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/engineered/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One SCL file with the devices and publishers that were read of it. */
        get: operations["engineered_view"];
        put?: never;
        post?: never;
        /** Removes an SCL file; what runs is no longer held against it. */
        delete: operations["engineered_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The evidence locker: files of the caller's tenant, with what uses each. */
        get: operations["evidence_list"];
        put?: never;
        /** Stores a file (the body, at most 50 MiB); refer to it from a step's `attachments`. */
        post: operations["evidence_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes, always as a download. */
        get: operations["evidence_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The export that carries a code, and whether the data behind it is still what was exported. */
        get: operations["export_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files and programs that crossed the wire, newest first. */
        get: operations["file_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Filings that the caller's tenant is a party of. */
        get: operations["filing_list"];
        put?: never;
        /** Begins a filing under the version of the procedure that is in force. */
        post: operations["filing_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One filing with its course, and what the caller may do now. */
        get: operations["filing_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remarks on a field or a form, to be read by all parties that see the filing. */
        post: operations["filing_comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/documents/{document}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Makes a paper of the filing; the export is recorded with its code, digest and author. */
        get: operations["filing_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/forms/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A form with answers, evaluation, verdicts and comments. */
        get: operations["form_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/forms/{form}/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would be said of these answers; nothing is saved. */
        post: operations["form_evaluate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/forms/{form}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a filled docx or xlsx of ours (the body) says of a form, for review; nothing is saved. */
        post: operations["form_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/forms/{form}/peers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the filings of the same procedure and period answered this form. */
        get: operations["form_peers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/forms/{form}/sections/{section}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a section; what somebody else saved meanwhile is merged field by field. */
        put: operations["section_save"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/forms/{form}/verdicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets verdicts on items, or takes them back; the answer is all of this form's. */
        put: operations["verdict_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/sealed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Matches the scan of a sealed paper (the body, at most 50 MiB) to the export it was printed from. */
        post: operations["filing_sealed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a step, sealed by the caller's organisation. */
        post: operations["filing_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same step on many filings, each by itself. */
        post: operations["filing_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the filings of a procedure and period have come. */
        get: operations["filing_funnel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/sampling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draws a sample of filings by a seed, so that anybody can draw it again. */
        post: operations["filing_sampling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/signs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outlier radar: signs that stand against filings the caller's tenant verifies. */
        get: operations["filing_signs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of the caller's tenant, newest first. */
        get: operations["finding_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One finding with the observations that prove it. */
        get: operations["finding_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts a deviation into the baseline, and closes its finding. */
        post: operations["finding_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reports a finding under a sharing policy. */
        post: operations["finding_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{id}/triage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides on a finding. */
        post: operations["finding_triage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/home": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures, each with the list it counts, and what waits. */
        get: operations["home_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for the caller, the soonest due first. */
        get: operations["inbox_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Indicators of a procedure, as the filings, notices and findings here count them. */
        get: operations["indicator_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/indicators/{id}/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an indicator counts, by name. */
        get: operations["indicator_names"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/intake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stores a batch of probe events (NDJSON, `content-encoding: zstd` or none). Answered only once
         *     it is on disk; the same batch again is answered `duplicate`.
         */
        post: operations["intake_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/intake/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rules in Suricata's language that the probe is to load. `if-none-match` with the `etag` of
         *     those it has: 304 when they are still the same.
         */
        get: operations["intake_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes that the caller's tenant may know of, as they happen. */
        get: operations["live_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Loops that the caller's tenant may see. */
        get: operations["loop_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts by state, region, severity and technique. */
        get: operations["loop_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/maintenance-windows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Maintenance windows, the last planned first. */
        get: operations["maintenance_list"];
        put?: never;
        /** Plans a window: what departs from the learned within it is told with severity `info`. */
        post: operations["maintenance_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/maintenance-windows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraws a window. */
        delete: operations["maintenance_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/node": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This node. */
        get: operations["node_self"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The node directory as this node knows it. */
        get: operations["node_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Suspends or resumes a child node. */
        put: operations["node_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations for child nodes. */
        get: operations["enrolment_list"];
        put?: never;
        /** Makes an invitation; it is shown once. */
        post: operations["enrolment_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/enrolments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraws an invitation that was not used. */
        delete: operations["enrolment_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notices that the caller's tenant issued or received. */
        get: operations["notice_list"];
        put?: never;
        /** Issues a numbered notice. */
        post: operations["notice_issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One notice, its steps, and what the caller may do now. */
        get: operations["notice_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a step in a notice's loop. */
        post: operations["loop_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would be issued, to whom, by which way. */
        post: operations["notice_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Duties of the caller's organisation, the soonest due first. */
        get: operations["obligation_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/obligations.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Duties as a calendar (RFC 5545), for calendar programs: the token is the key. */
        get: operations["obligation_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/obligations/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's own address of the calendar feed, made anew. */
        get: operations["obligation_feed_address"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Observations, newest first. */
        get: operations["observation_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observations/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One observation by its reference. */
        get: operations["observation_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observations/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages per step and protocol. */
        get: operations["observation_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The master record of the caller's organisation. */
        get: operations["organisation_view"];
        /** Changes what the organisation says of itself; forms are prefilled from it. */
        put: operations["organisation_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packs on this node, drafts of the caller's tenant included. */
        get: operations["pack_list"];
        put?: never;
        /**
         * Brings a pack in (the body is its folder as a zip): checked, tried on its own examples, and
         *     kept as a draft when nothing is wrong with it.
         */
        post: operations["pack_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/{id}/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a pack: its machine, forms, documents, and what nobody has verified. */
        get: operations["pack_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/{id}/{version}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose result changes under this version: the filings here, evaluated under both. */
        get: operations["pack_diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/{id}/{version}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes a draft to every node below; it applies from its first day on. */
        post: operations["pack_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/probes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Probes with what they have delivered. */
        get: operations["probe_list"];
        put?: never;
        /** Registers a probe; its token is shown once. */
        post: operations["probe_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/probes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a probe's token. */
        delete: operations["probe_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/probes/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a probe fares: its last report, and what happened between reports. */
        get: operations["probe_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/procedures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Procedures that the caller's organisation may begin. */
        get: operations["procedure_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/programs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Programs, configurations and firmware of controllers, the last changed first. */
        get: operations["program_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/programs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One program with its versions. */
        get: operations["program_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/programs/{id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two versions of a program, byte by byte. */
        get: operations["program_diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protocols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Protocols with their messages and operations, over time. */
        get: operations["protocol_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protocols/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A protocol's operations, fields and ports, from its parser's tables. */
        get: operations["protocol_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/records/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One record as it stands in the log, if the caller's tenant may see it. */
        get: operations["record_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports that the caller's tenant may see, newest first. */
        get: operations["report_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One report, as its policy lets it be seen. */
        get: operations["report_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rule sets, newest first. */
        get: operations["rule_set_list"];
        put?: never;
        /** Keeps a rule set; probes load it from now on. */
        post: operations["rule_set_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-sets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule set with its text and its compile report. */
        get: operations["rule_set_view"];
        /** Changes a rule set: name, text, whether probes load it. */
        put: operations["rule_set_change"];
        post?: never;
        /** Removes a rule set. */
        delete: operations["rule_set_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-sets/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compiles rules without keeping them, and says what does not compile and why. */
        post: operations["rule_set_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in. */
        get: operations["session_view"];
        put?: never;
        /**
         * Signs in. Sets the session cookie; the answer's `csrf` goes into the header `huhang-csrf` of
         *     every call that changes something.
         */
        post: operations["session_create"];
        /** Signs out. */
        delete: operations["session_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the password. Ends the person's other sessions. */
        post: operations["session_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Policies of the caller's tenant. */
        get: operations["policy_list"];
        put?: never;
        /** Makes a policy. */
        post: operations["policy_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing-policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a policy. */
        put: operations["policy_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Organisations, by path. */
        get: operations["tenant_list"];
        put?: never;
        /** Registers an organisation that lives on this node. */
        post: operations["tenant_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts of the node. */
        get: operations["user_list"];
        put?: never;
        /** Makes an account; its one-time password is shown once. */
        post: operations["user_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes name, role or state; a changed role ends the account's sessions. */
        put: operations["user_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a new one-time password and ends the account's sessions. */
        post: operations["user_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/welcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the sign-in page may know; accounts and peers only in a demonstration. */
        get: operations["welcome_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description `POST /api/v1/findings/{id}/accept`: what the finding shows is right, and belongs into the
         *     baseline. The finding is closed with the reason as its note.
         */
        Acceptance: {
            /** @description 1–500 characters. */
            reason: string;
            /**
             * Format: int32
             * @description The finding's revision that the decision was made on.
             */
            revision: number;
        };
        /** @description `GET /api/v1/assets/{id}`. */
        AssetDetail: components["schemas"]["AssetRow"] & {
            conversations: components["schemas"]["Conversation"][];
            /** @description All facts, best first, conflicting ones side by side. */
            facts: components["schemas"]["Fact"][];
        };
        /** @description `GET /api/v1/assets/graph`. */
        AssetGraph: {
            edges: components["schemas"]["Conversation"][];
            nodes: components["schemas"]["AssetRow"][];
        };
        /** @description One row of `GET /api/v1/assets`. */
        AssetRow: {
            /**
             * Format: int32
             * @description 0–100, of the role.
             */
            confidence: number;
            /**
             * Format: int64
             * @description Findings of state `open` or `confirmed` in which it takes part.
             */
            findings: number;
            firmware: string;
            first: components["schemas"]["CaptureTime"];
            /** @description IP address, else MAC address. */
            host: string;
            id: components["schemas"]["Id"];
            last: components["schemas"]["CaptureTime"];
            /** @description Purdue level as text, or empty. */
            level: string;
            mac: string;
            model: string;
            protocols: string[];
            role: string;
            vendor: string;
        };
        /** @description A file handed in as evidence. */
        Attachment: {
            /** @description Hex SHA-256 of the bytes. */
            digest: string;
            /** @description Media type found from the content, not from the name. */
            media_type: string;
            name: string;
            /** Format: int64 */
            size_bytes: number;
        };
        /**
         * @description A row of `GET /api/v1/audit` (`?author=`, `?kind=`, `?object=`): records of the caller's tenant
         *     (a node administrator or auditor of the node's first tenant sees all tenants of the node).
         */
        AuditRow: {
            author: string;
            hash: string;
            kind: string;
            object: components["schemas"]["Id"];
            origin: components["schemas"]["Id"];
            record: components["schemas"]["Id"];
            /** Format: int32 */
            revision: number;
            sealed: boolean;
            /**
             * Format: int64
             * @description Number of the signed segment that covers it, once sealed.
             */
            segment?: number | null;
            /** Format: int64 */
            sequence: number;
            tenant: components["schemas"]["TenantPath"];
            time: components["schemas"]["Millis"];
        };
        /** @description A step that the procedure allows the caller to take. */
        AvailableStep: {
            action: string;
            /** @description Fields that must be given: `text`, `attachments`. */
            requires: string[];
        };
        /** @description `PUT /api/v1/baseline`. */
        BaselineChange: {
            /** Format: int32 */
            learning_seconds?: number | null;
            learning_until?: components["schemas"]["CaptureTime"] | null;
        };
        /** @description One learned command, a row of `GET /api/v1/baseline/entries`. */
        BaselineRow: {
            client: string;
            /** Format: int64 */
            count: number;
            first: components["schemas"]["CaptureTime"];
            key: string;
            last: components["schemas"]["CaptureTime"];
            operation: string;
            /** @description `learned`, or `accepted` by a person. */
            origin: string;
            protocol: string;
            /** @description Inclusive range of object numbers, where the operation has one. */
            range?: number[] | null;
            server: string;
            space: string;
        };
        /** @description `GET /api/v1/baseline`. */
        BaselineStatus: {
            /** Format: int64 */
            entries: number;
            /** @description True while new commands are learned instead of reported. */
            learning: boolean;
            /** Format: int32 */
            learning_seconds: number;
            learning_until?: components["schemas"]["CaptureTime"] | null;
        };
        /** @description `POST /api/v1/filings/batch`: the same step on many filings; each by itself. */
        BatchDraft: {
            /** @description At most 200. */
            filings: components["schemas"]["Id"][];
            step: components["schemas"]["FilingStepDraft"];
        };
        BatchOutcome: {
            /** @description Problem code, or empty. */
            code: string;
            filing: components["schemas"]["Id"];
            params?: {
                [key: string]: string;
            };
            /** @description State after the step, or empty when it was refused. */
            state: string;
            /** @description What the code says, in the caller's language, and what can be done. */
            title?: string;
            way_out?: string;
        };
        /**
         * Format: int64
         * @description Time of a packet as the capture states it: nanoseconds since the Unix epoch, UTC.
         */
        CaptureTime: number;
        ChangedResult: {
            after: string;
            applicant: components["schemas"]["TenantPath"];
            applicant_name: string;
            before: string;
            filed: components["schemas"]["Millis"];
            filing: components["schemas"]["Id"];
            result: string;
            /** Format: double */
            score_after?: number | null;
            /** Format: double */
            score_before?: number | null;
        };
        /** @description Something that must hold, and what is said when it does not. */
        Check: {
            else: components["schemas"]["Text"];
            /** @description Fields at which it is told; empty = the form. */
            fields?: string[];
            id: string;
            source?: components["schemas"]["Source"] | null;
            /** @description Expression that is true when all is well. */
            that: string;
            /** @description A warning does not keep anybody from submitting. */
            warning?: boolean;
        };
        Code: {
            code: string;
            parent?: string | null;
            /** Format: int32 */
            rank: number;
            title: components["schemas"]["Text"];
        };
        /** @description A code list with explicit rank; order is the rank, never the numeral. */
        CodeList: {
            codes: components["schemas"]["Code"][];
            id: string;
        };
        /** @description `POST /api/v1/filings/{id}/comments`. */
        CommentDraft: {
            /** @description Field, or empty for the form. */
            field?: string;
            form: string;
            text: string;
        };
        CommentRow: {
            author: string;
            by: components["schemas"]["TenantPath"];
            by_name: string;
            field: string;
            form: string;
            id: components["schemas"]["Id"];
            text: string;
            time: components["schemas"]["Millis"];
        };
        /** @description What became of rules when they were compiled. */
        CompileReport: {
            /** Format: int64 */
            compiled: number;
            /** @description In the order of the text; at most 1,000 are listed, `total - compiled` is their number. */
            failed: components["schemas"]["RuleFailure"][];
            /** Format: int64 */
            total: number;
        };
        /**
         * @description How sure a statement is.
         * @enum {string}
         */
        Confidence: "V" | "S" | "D" | "M" | "A";
        /** @description Who talks to whom, in which protocol, how much. */
        Conversation: {
            /** Format: int64 */
            bytes: number;
            client: string;
            first: components["schemas"]["CaptureTime"];
            last: components["schemas"]["CaptureTime"];
            /** Format: int64 */
            messages: number;
            protocol: string;
            server: string;
            /** Format: int64 */
            writes: number;
        };
        /** @description A key and how many. */
        Count: {
            /** Format: int64 */
            count: number;
            key: string;
        };
        /** @description Answer to a command that made an object. */
        Created: {
            id: components["schemas"]["Id"];
        };
        /** @description A row of `GET /api/v1/deliveries` (`?peer=`, `?state=`, `?object=`, `?direction=out|in`). */
        DeliveryRow: {
            /** @description Why it was rejected. */
            code?: string | null;
            /** @description `out` or `in`. */
            direction: string;
            hash: string;
            kind: string;
            /**
             * Format: int64
             * @description Item number on the edge.
             */
            number: number;
            object: components["schemas"]["Id"];
            peer: components["schemas"]["Id"];
            peer_name: string;
            queued: components["schemas"]["Millis"];
            receipted?: components["schemas"]["Millis"] | null;
            record: components["schemas"]["Id"];
            /** Format: int32 */
            revision: number;
            sent?: components["schemas"]["Millis"] | null;
            /** @description Whether a receipt signed by the receiver is on file. */
            signed: boolean;
            state: components["schemas"]["DeliveryState"];
        };
        /**
         * @description Delivery state of one record to one peer, as kept and shown by the sender.
         * @enum {string}
         */
        DeliveryState: "queued" | "sent" | "applied" | "rejected";
        /** @description A demonstration account of a demonstration node. */
        DemoAccount: {
            login: string;
            name_en: string;
            name_zh: string;
            /** @description Console of the node the account is on, where it is another one. */
            nodes_url?: string | null;
            password: string;
            role: components["schemas"]["Role"];
        };
        /** @description Another node of the demonstration. */
        DemoPeer: {
            name: string;
            url: string;
        };
        /** @description A finding that is a deviation. */
        Deviation: components["schemas"]["FindingRow"] & {
            /** @description Its rule is one whose deviations can be accepted into the baseline. */
            acceptable: boolean;
        };
        /** @description A kind of deviation. */
        DeviationKind: {
            rule: string;
            title_en: string;
            title_zh: string;
            /**
             * Format: int64
             * @description Findings of it in the state and with the text asked for, whatever the rule asked for.
             */
            total: number;
        };
        /** @description `GET /api/v1/baseline/deviations`: a page, and all kinds there are. */
        Deviations: {
            /** @description The newest first. */
            items: components["schemas"]["Deviation"][];
            /** @description Every rule that tells such deviations, the most findings first. */
            kinds: components["schemas"]["DeviationKind"][];
            next?: string | null;
            /** Format: int64 */
            total: number;
        };
        /** @description A stretch of bytes that is in both versions, in the older or in the newer only. */
        DiffHunk: {
            /** @description Lower-case hexadecimal. */
            bytes: string;
            /**
             * Format: int64
             * @description Offset in the older content, and in the newer.
             */
            from: number;
            /** Format: int64 */
            length: number;
            /** @description `same`, `removed`, `added`. */
            op: string;
            /** Format: int64 */
            to: number;
        };
        DocumentChoice: {
            document: string;
            /** @description `docx`, `pdf`, `xlsx`. */
            formats: string[];
            title: components["schemas"]["Text"];
        };
        /** @description `GET /api/v1/engineered/{id}`, and the answer to `POST /api/v1/engineered`. */
        EngineeredDetail: components["schemas"]["EngineeredRow"] & {
            device_list: components["schemas"]["EngineeredDevice"][];
            publisher_list: components["schemas"]["EngineeredPublisher"][];
        };
        /** @description A device that was engineered. */
        EngineeredDevice: {
            addresses: string[];
            /** @description Devices that were engineered to be clients of this one. */
            clients: string[];
            model: string;
            name: string;
            vendor: string;
        };
        /** @description A control block that was engineered to publish. */
        EngineeredPublisher: {
            /** Format: int32 */
            appid?: number | null;
            /** Format: int32 */
            conf_rev?: number | null;
            data_set: string;
            /** @description Its device. */
            device: string;
            /** @description `goose`, `sampled_values`. */
            kind: string;
            /** @description Group address. */
            mac?: string | null;
            reference: string;
            /** @description The device's own address, where the file tells it. */
            source?: string | null;
            /** Format: int32 */
            vlan?: number | null;
        };
        /** @description One row of `GET /api/v1/engineered`: an SCL file. */
        EngineeredRow: {
            author: string;
            changed: components["schemas"]["Millis"];
            /** Format: int64 */
            devices: number;
            /** @description SHA-256 of the file. */
            digest: string;
            id: components["schemas"]["Id"];
            /** @description The file's name. */
            name: string;
            /**
             * Format: int64
             * @description Control blocks that publish (GOOSE, sampled values).
             */
            publishers: number;
            /** Format: int64 */
            size: number;
        };
        /**
         * @description Answer: shown once. `invitation` is what the child's administrator puts into its configuration
         *     (`huhang admin enrol --invitation`): address, authority fingerprint and token in one string.
         */
        EnrolmentCreated: {
            expires: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            invitation: string;
        };
        /** @description `POST /api/v1/nodes/enrolments`. */
        EnrolmentDraft: {
            kind: components["schemas"]["NodeKind"];
            name: string;
            tenants: components["schemas"]["TenantPath"][];
            /**
             * Format: int32
             * @description 1–30.
             */
            valid_days: number;
        };
        /** @description A row of `GET /api/v1/nodes/enrolments`. */
        EnrolmentRow: {
            expires: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            kind: components["schemas"]["NodeKind"];
            name: string;
            state: string;
            tenants: components["schemas"]["TenantPath"][];
        };
        /**
         * @description The nine kinds that map to HTTP statuses, exit codes and retry decisions.
         * @enum {string}
         */
        ErrorKind: "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "too_many" | "unavailable" | "timeout" | "internal";
        /**
         * @description `POST /api/v1/filings/{id}/forms/{form}/evaluate`: what would be said of these answers; nothing
         *     is saved.
         */
        EvaluateDraft: {
            answers: Record<string, never>;
        };
        /** @description What the procedure says of answers. Computed by the server, never stored. */
        Evaluation: {
            /** @description No error, nothing required is missing. */
            complete: boolean;
            /**
             * @description By field id; columns of tables as `table[0].column`. Fields that are asked, not required
             *     and without remarks are left out.
             */
            fields: {
                [key: string]: components["schemas"]["FieldState"];
            };
            /** @description What would move a result: each is one change of one answer. */
            moves: components["schemas"]["Move"][];
            /** @description Remarks on the form as a whole. */
            remarks: components["schemas"]["Remark"][];
            results: components["schemas"]["ResultCode"][];
            scores: components["schemas"]["Score"][];
            /** @description By section id: whether it is asked. */
            sections: {
                [key: string]: components["schemas"]["SectionState"];
            };
        };
        /** @description Where a statement can be checked. */
        Evidence: {
            /** @description Reference of the stored event (`<day>.<block>.<index>`), once it is stored. */
            event?: string | null;
            /** Format: int64 */
            packet: number;
            /** @description The words of the message that matter: protocol, operation, field. */
            summary: string;
            time: components["schemas"]["CaptureTime"];
        };
        /** @description One row of `GET /api/v1/evidence`: the tenant's evidence locker. */
        EvidenceRow: {
            attachment: components["schemas"]["Attachment"];
            author: string;
            time: components["schemas"]["Millis"];
            /**
             * Format: int32
             * @description Filings and notices that refer to it.
             */
            used: number;
            /** @description Where it is used, at most 20. */
            uses?: components["schemas"]["EvidenceUse"][];
        };
        /** @description Answer to `POST /api/v1/evidence?name=` (body = the bytes, at most 50 MiB). */
        EvidenceStored: {
            attachment: components["schemas"]["Attachment"];
        };
        /** @description Something that refers to a file. */
        EvidenceUse: {
            /** @description `filing`, `notice`. */
            kind: string;
            object: components["schemas"]["Id"];
        };
        ExampleOutcome: {
            /** @description What was expected and what came, where it failed. */
            differences: string[];
            example: string;
            passed: boolean;
        };
        /** @description A paper that was exported: `GET /api/v1/filings/{id}/documents/{document}?format=docx` makes it. */
        ExportRow: {
            author: string;
            /** @description Printed on the paper, with its QR code. */
            code: string;
            /** @description Whether the data behind it is still what was exported. */
            current: boolean;
            /** @description Hex SHA-256 of the exported bytes. */
            digest: string;
            document: string;
            format: string;
            id: components["schemas"]["Id"];
            sealed?: components["schemas"]["Attachment"] | null;
            time: components["schemas"]["Millis"];
        };
        /** @description One concluded fact. Conflicting facts are kept side by side; the highest confidence is shown. */
        Fact: {
            /** @description `vendor`, `model`, `order_number`, `serial`, `firmware`, `role`, `name`, `mac`, `protocol`. */
            attribute: string;
            /**
             * Format: int32
             * @description 0–100.
             */
            confidence: number;
            /** @description The observation or packet that shows it. */
            evidence: components["schemas"]["Evidence"];
            first: components["schemas"]["CaptureTime"];
            last: components["schemas"]["CaptureTime"];
            /** @description How it was concluded: `oui`, `s7.szl`, `modbus.device_identification`, `behaviour`, `frame`. */
            method: string;
            value: string;
        };
        /** @description `GET /api/v1/obligations/feed`: the caller's own address of the calendar feed. */
        FeedAddress: {
            /** @description `/api/v1/obligations.ics?token=…`; asking again makes a new one and ends the old. */
            path: string;
        };
        /** @description One question. */
        Field: {
            /** @description Media kinds an attachment may have: `pdf`, `docx`, `xlsx`, `image`; empty = all known. */
            accept?: string[];
            checks?: components["schemas"]["Check"][];
            /** @description Code list: a list of the pack, or `pack/list` of another (`codes-cn/regions`). */
            codes?: string | null;
            /** Format: int32 */
            decimals?: number | null;
            /** @description Evidence this field asks for (attachments) or points to. */
            evidence?: components["schemas"]["Text"][];
            /** @description Columns of a table. */
            fields?: components["schemas"]["Field"][];
            /** @description Expression of a computed field. */
            formula?: string | null;
            from?: components["schemas"]["RowsFrom"] | null;
            help?: components["schemas"]["Text"] | null;
            /** @description Unique within the form (within the table for columns). */
            id: string;
            /** Format: double */
            max?: number | null;
            /**
             * Format: int32
             * @description Most characters, counted as officials count: every character but line breaks is one.
             */
            max_chars?: number | null;
            /** Format: int32 */
            max_rows?: number | null;
            /** Format: double */
            min?: number | null;
            /** Format: int32 */
            min_chars?: number | null;
            /** Format: int32 */
            min_rows?: number | null;
            /**
             * @description Code that asks for words besides: `other` (其他，请注明). The value is then
             *     `{"code": "other", "text": "…"}`.
             */
            other?: string | null;
            /** @description Days that evidence must be of: `2024-01-01/2024-12-31`; outside of it is a warning. */
            period?: string | null;
            /** @description Expression of the value offered when the field is empty. */
            prefill?: string | null;
            /** @description Expression: whether it must be answered (`"true"` = always); absent = no. */
            required?: string | null;
            source?: components["schemas"]["Source"] | null;
            title: components["schemas"]["Text"];
            type: components["schemas"]["FieldType"];
            unit?: components["schemas"]["Text"] | null;
            /** @description Expression: whether it is asked; absent = always. */
            when?: string | null;
        };
        /** @description A row of a protocol's field table. */
        FieldRow: {
            /** @description `u8`, `u16`, `u32`, `bool`, `text`, `float`. */
            kind: string;
            name: string;
            /** @description Standard and section. */
            source: string;
            unit: string;
        };
        FieldState: {
            /**
             * Format: int32
             * @description Characters as officials count them, where the field has a limit.
             */
            chars?: number | null;
            hidden: boolean;
            remarks?: components["schemas"]["Remark"][];
            required: boolean;
            /** @description Value of a computed field, or the value offered to an empty one. */
            value?: Record<string, never> | null;
        };
        /**
         * @description What a field takes. The value's JSON shape is in docs/packs.md.
         * @enum {string}
         */
        FieldType: "text" | "long_text" | "integer" | "number" | "date" | "year" | "boolean" | "choice" | "choices" | "credit_code" | "phone" | "email" | "table" | "attachments" | "item" | "pledge" | "computed";
        /** @description A number and the list it counts: `value` equals the `total` of `GET <list>`. */
        Figure: {
            /** @description Key of its name in the console's texts: `notices_open`. */
            id: string;
            /** @description Path and query of the API list: `/api/v1/notices?state=open`. */
            list: string;
            /** Format: int64 */
            value: number;
        };
        /** @description A file or program that crossed the wire: one row of `GET /api/v1/files`. */
        FileRow: {
            /**
             * Format: int64
             * @description Bytes announced, where the protocol says.
             */
            announced?: number | null;
            /** @description `file`, `program`, `configuration`, `firmware`. */
            class: string;
            client: string;
            complete: boolean;
            id: components["schemas"]["Id"];
            kind: string;
            /** @description What the first bytes say it is, or empty. */
            magic: string;
            /** @description YARA rules that matched. */
            matches: string[];
            /** @description Empty where it was not asked for. */
            md5: string;
            name: string;
            program?: components["schemas"]["Id"] | null;
            protocol: string;
            /** @description The event, `<day>.<block>.<index>`. */
            reference: string;
            server: string;
            sha256: string;
            /** Format: int64 */
            size: number;
            sm3: string;
            time: components["schemas"]["CaptureTime"];
            /** @description Whether the bytes went to the server. */
            to_server: boolean;
        };
        /** @description A step that the caller may take now. */
        FilingAction: {
            action: string;
            /** @description Forms that must be complete. */
            forms: string[];
            /** @description Why it cannot be taken yet; empty = it can. */
            obstacles: components["schemas"]["Remark"][];
            optional: string[];
            requires: string[];
            title: components["schemas"]["Text"];
            /** @description State it leads to. */
            to: string;
        };
        /** @description A clock that runs or ran. */
        FilingClock: {
            clock: string;
            due: components["schemas"]["Millis"];
            /**
             * Format: int32
             * @description How often it was extended.
             */
            extended: number;
            overdue: boolean;
            party: string;
            /** @description Document and article that set it, with confidence. */
            source: components["schemas"]["Source"];
            started: components["schemas"]["Millis"];
            stopped?: components["schemas"]["Millis"] | null;
            title: components["schemas"]["Text"];
        };
        /** @description `GET /api/v1/filings/{id}`. */
        FilingDetail: components["schemas"]["FilingRow"] & {
            actions: components["schemas"]["FilingAction"][];
            clocks: components["schemas"]["FilingClock"][];
            documents: components["schemas"]["DocumentChoice"][];
            exports: components["schemas"]["ExportRow"][];
            forms: components["schemas"]["FormSummary"][];
            parties: components["schemas"]["FilingParty"][];
            previous?: components["schemas"]["Id"] | null;
            steps: components["schemas"]["StepRow"][];
            /** @description Limits that the caller's next step would exceed and that keep nobody from it (原则上不超过). */
            warnings?: components["schemas"]["Remark"][];
        };
        /** @description `POST /api/v1/filings`. */
        FilingDraft: {
            /** @description Joint filing: a second applicant or authority, where the procedure has such a party. */
            parties?: {
                [key: string]: components["schemas"]["TenantPath"];
            };
            period?: string;
            previous?: components["schemas"]["Id"] | null;
            /** @description Pack id; the version in force is taken. */
            procedure: string;
            subject?: string;
        };
        /** @description A party of a filing. */
        FilingParty: {
            party: string;
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
            title: components["schemas"]["Text"];
        };
        /** @description One row of `GET /api/v1/filings`. */
        FilingRow: {
            applicant: components["schemas"]["TenantPath"];
            applicant_name: string;
            begun: components["schemas"]["Millis"];
            changed: components["schemas"]["Millis"];
            due?: components["schemas"]["Millis"] | null;
            /** @description 示例: the pack holds unverified values. */
            example: boolean;
            id: components["schemas"]["Id"];
            /** @description Number given by the authority (备案号), or empty. */
            number: string;
            overdue: boolean;
            /** @description The party the caller's tenant is. */
            party: string;
            /** @description `2026`, `2026-H1`; as the procedure counts. */
            period: string;
            /** @description `id@version` of the pack. */
            procedure: string;
            procedure_title: components["schemas"]["Text"];
            /** @description What they are called. */
            result_titles?: {
                [key: string]: components["schemas"]["ResultTitles"];
            };
            /** @description Result codes by name: `{"grade": "3"}`. */
            results: {
                [key: string]: string;
            };
            /** Format: double */
            score?: number | null;
            /**
             * Format: int32
             * @description Outlier radar: how many signs stand against it.
             */
            signs: number;
            state: string;
            state_title: components["schemas"]["Text"];
            /** @description What it is about when an organisation has several: a system, a data item, a case. */
            subject: string;
            terminal: boolean;
            /** @description Parties that may act now. */
            waiting_for: string[];
        };
        /** @description `POST /api/v1/filings/{id}/steps`. */
        FilingStepDraft: {
            action: string;
            attachments?: components["schemas"]["Attachment"][];
            /** @description Further fields that the step takes: `number`, `days`, `to`. */
            fields?: {
                [key: string]: string;
            };
            /** @description The state the caller saw; another one now is refused (409 `filing.moved`). */
            seen?: string;
            text?: string;
        };
        /** @description `GET /api/v1/findings/{id}`. */
        FindingDetail: components["schemas"]["FindingRow"] & {
            /** @description It departs from the baseline, and may be accepted into it. */
            acceptable?: boolean;
            advice_en: string;
            advice_zh: string;
            /** @description Body of the latest `finding` record, observations included. */
            body: Record<string, never>;
        };
        /** @description One row of `GET /api/v1/findings`. */
        FindingRow: {
            id: components["schemas"]["Id"];
            last_occurrence: components["schemas"]["CaptureTime"];
            /** @description It happened in a maintenance window. */
            maintenance?: boolean;
            /** @description What a signature says of itself (`msg`), or empty. */
            message?: string;
            /**
             * Format: int64
             * @description How often it has happened so far.
             */
            occurrences: number;
            operation: string;
            protocol: string;
            /** @description When the node raised it. */
            raised: components["schemas"]["Millis"];
            report?: components["schemas"]["Id"] | null;
            /** Format: int32 */
            revision: number;
            rule: string;
            severity: components["schemas"]["Severity"];
            source: string;
            state: components["schemas"]["FindingState"];
            target: string;
            techniques: string[];
            time: components["schemas"]["CaptureTime"];
            title_en: string;
            /** @description Titles of the rule as its pack gives them. */
            title_zh: string;
        };
        /**
         * @description What the officer decided.
         * @enum {string}
         */
        FindingState: "open" | "confirmed" | "false_positive" | "closed";
        /** @description One form of a procedure (`forms/*.yaml`). */
        Form: {
            /** @description What must hold between fields. */
            checks?: components["schemas"]["Check"][];
            id: string;
            /** @description Instructions printed before the form 填表须知. */
            notes?: components["schemas"]["Text"][];
            sections: components["schemas"]["Section"][];
            source?: components["schemas"]["Source"] | null;
            title: components["schemas"]["Text"];
        };
        FormSummary: {
            /** Format: int32 */
            answered: number;
            /** Format: int32 */
            asked: number;
            /** Format: int32 */
            comments: number;
            /** Format: int32 */
            errors: number;
            form: string;
            /** @description Whether the caller gives verdicts on it now. */
            judgeable: boolean;
            /** @description Who fills it. */
            party: string;
            title: components["schemas"]["Text"];
            /** Format: int32 */
            warnings: number;
            /** @description Whether the caller may write it now. */
            writable: boolean;
        };
        /** @description `GET /api/v1/filings/{id}/forms/{form}`: all that is needed to fill or to verify it. */
        FormView: {
            answers: Record<string, never>;
            /** @description How each carried-forward answer was dealt with: `confirmed`, `changed`, `not_applicable`. */
            carried: {
                [key: string]: string;
            };
            /** @description Code lists that the form uses, by the name the fields use. */
            codes: components["schemas"]["CodeList"][];
            comments: components["schemas"]["CommentRow"][];
            definition: components["schemas"]["Form"];
            evaluation: components["schemas"]["Evaluation"];
            judgeable: boolean;
            /** @description Last year's answers, where there are any. */
            previous?: Record<string, never> | null;
            /** @description Revision of each section's draft, 0 = never saved. */
            revisions: {
                [key: string]: number;
            };
            /** @description As the last step froze it: what differs from it was changed since. */
            submitted?: Record<string, never> | null;
            verdicts: {
                [key: string]: components["schemas"]["Verdict"];
            };
            writable: boolean;
        };
        /** @description `GET /api/v1/filings/funnel`: how far a population has come, step by step. */
        Funnel: {
            bars: components["schemas"]["FunnelBar"][];
            period: string;
            procedure: string;
            /** @description What the codes of `by_result` are called. */
            result?: components["schemas"]["ResultTitles"];
        };
        FunnelBar: {
            /** @description States counted: the list behind the bar is `GET /filings?reached=<id>`. */
            by_result: {
                [key: string]: number;
            };
            /** Format: int32 */
            filings: number;
            id: string;
            title: components["schemas"]["Text"];
        };
        /** @description Something that is wrong with a probe. */
        HealthFault: {
            /**
             * @description `silent`, `panics`, `dropped`, `lost`, `suppressed`, `undecoded`, `evicted`,
             *     `rules_failed`, `rules_refused`, `rules_behind`.
             */
            code: string;
            /** @description Something was missed that nobody judged. */
            grave: boolean;
            /**
             * Format: int64
             * @description From which value on it is told.
             */
            limit: number;
            /** @description `ppm` (a share, in a million), `count`, `ms`. */
            unit: string;
            /**
             * Format: int64
             * @description How much, in `unit`.
             */
            value: number;
        };
        /** @description What happened between two reports of one run (the first of a run: since it began). */
        HealthSample: {
            /** Format: int64 */
            alerts: number;
            /** Format: int64 */
            anomalies: number;
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            dropped: number;
            /** Format: int64 */
            files: number;
            /** Format: int64 */
            gaps: number;
            /** Format: int64 */
            lost: number;
            /**
             * Format: int64
             * @description As reported, no difference: bytes resident, 0 = not known.
             */
            memory: number;
            /** Format: int64 */
            merged: number;
            /** Format: int64 */
            packets: number;
            received: components["schemas"]["Millis"];
            /** Format: int64 */
            sent: number;
            /** @description The first report of a run: the probe was started before it. */
            started: boolean;
            /** Format: int64 */
            suppressed: number;
            /** @description Capture time of the last packet. */
            time: components["schemas"]["CaptureTime"];
            /** Format: int64 */
            undecoded: number;
        };
        /** @description `GET /api/v1/home`. */
        Home: {
            figures: components["schemas"]["Figure"][];
            /** @description What waits for somebody of this role, most urgent first. */
            waiting: components["schemas"]["Waiting"][];
        };
        /**
         * Format: uuid
         * @description Any object's identifier. Made outside (see `store::Clock` / `app`), never here.
         */
        Id: string;
        ImportedField: {
            after?: Record<string, never> | null;
            before?: Record<string, never> | null;
            field: string;
            remarks: components["schemas"]["Remark"][];
        };
        /**
         * @description Answer to `POST /api/v1/filings/{id}/forms/{form}/import?name=` (body = a filled docx or xlsx
         *     of ours): nothing is saved before the officer accepts it.
         */
        ImportReview: {
            /** @description The answers as they would be. */
            answers: Record<string, never>;
            fields: components["schemas"]["ImportedField"][];
        };
        /** @description One row of `GET /api/v1/inbox`: something that waits for the caller. */
        InboxRow: {
            /** @description What is to be done: action titles. */
            action: components["schemas"]["Text"];
            due?: components["schemas"]["Millis"] | null;
            /** @description 示例: it follows from a pack that holds unverified values. */
            example?: boolean;
            from: string;
            /** @description `filing`, `notice`, `obligation`. */
            kind: string;
            /** @description The object, or the obligation's name. */
            object: string;
            overdue: boolean;
            since: components["schemas"]["Millis"];
            title: string;
        };
        /** @description One row behind an indicator. */
        IndicatorName: {
            detail: string;
            name: string;
            object: string;
        };
        /** @description One indicator of a procedure for one authority and period: `GET /api/v1/indicators`. */
        IndicatorValue: {
            indicator: string;
            /** @description Whether a list of names goes with it 附名单: `GET /api/v1/indicators/{id}/list`. */
            named: boolean;
            source: components["schemas"]["Source"];
            title: components["schemas"]["Text"];
            /**
             * Format: double
             * @description Absent where no data exists: the authority states it by hand.
             */
            value?: number | null;
        };
        /** @description Answer to a stored batch. */
        IntakeReceipt: {
            /**
             * Format: int64
             * @description Events stored from this batch.
             */
            accepted: number;
            batch: string;
            /** @description True when this batch had been stored before. */
            duplicate: boolean;
            first_reason?: string | null;
            /**
             * Format: int64
             * @description Lines that were not an event (counted, first reason kept), never silently dropped.
             */
            rejected: number;
        };
        /** @description What changed, sent over `GET /api/v1/live` (server-sent events, event name = `topic`). */
        LiveEvent: {
            id?: components["schemas"]["Id"] | null;
            /** @description `asset`, `finding`, `report`, `notice`, `loop`, `delivery`, `node`, `observation`, `audit`, … */
            topic: string;
        };
        /** @description `GET /api/v1/loops`: one row of the closed-loop list (the ministry's and the province's view). */
        LoopRow: {
            closed?: components["schemas"]["Millis"] | null;
            due: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            industry: string;
            issued: components["schemas"]["Millis"];
            issuer: components["schemas"]["TenantPath"];
            issuer_name: string;
            notice: components["schemas"]["Id"];
            number: string;
            recipient: components["schemas"]["TenantPath"];
            recipient_name: string;
            region: string;
            /** Format: int32 */
            returned: number;
            severity: components["schemas"]["Severity"];
            state: string;
            techniques: string[];
        };
        /** @description `GET /api/v1/loops/statistics`: counts by a dimension; each opens `/api/v1/loops?<dimension>=<key>`. */
        LoopStatistics: {
            by_region: components["schemas"]["Count"][];
            by_severity: components["schemas"]["Count"][];
            by_state: components["schemas"]["Count"][];
            by_technique: components["schemas"]["Count"][];
            /**
             * Format: int64
             * @description Milliseconds from issue to close: median and 90th percentile over closed loops.
             */
            close_p50_ms?: number | null;
            /** Format: int64 */
            close_p90_ms?: number | null;
        };
        /** @description States and transitions of a procedure. */
        Machine: {
            initial: string;
            states: components["schemas"]["MachineState"][];
            transitions: components["schemas"]["MachineTransition"][];
        };
        MachineState: {
            id: string;
            terminal: boolean;
            title: components["schemas"]["Text"];
        };
        MachineTransition: {
            action: string;
            /** @description Clock by which it is due, or empty. */
            clock: string;
            from: string;
            party: string;
            roles: components["schemas"]["Role"][];
            title: components["schemas"]["Text"];
            to: string;
        };
        /** @description `POST /api/v1/maintenance-windows`. */
        MaintenanceDraft: {
            from: components["schemas"]["Millis"];
            hosts?: string[];
            /** @description 1–500 characters. */
            reason: string;
            to: components["schemas"]["Millis"];
        };
        /** @description A time in which work is done on the plant: one row of `GET /api/v1/maintenance-windows`. */
        MaintenanceWindow: {
            author: string;
            from: components["schemas"]["Millis"];
            /** @description Addresses (IP or MAC); empty = the whole plant. */
            hosts: string[];
            id: components["schemas"]["Id"];
            reason: string;
            /** @description `planned`, `running`, `over`, `withdrawn`. */
            state: string;
            to: components["schemas"]["Millis"];
        };
        /**
         * Format: int64
         * @description Wall-clock time of a node: milliseconds since the Unix epoch, UTC.
         */
        Millis: number;
        /** @description One change of one answer that would change a result. */
        Move: {
            /** @description Code it would lead to. */
            code: string;
            code_title: components["schemas"]["Text"];
            field: string;
            field_title: components["schemas"]["Text"];
            /**
             * Format: double
             * @description Points gained or lost.
             */
            points: number;
            result: string;
            /** @description The answer it would take. */
            value: Record<string, never>;
            value_title: components["schemas"]["Text"];
        };
        /** @description `PUT /api/v1/nodes/{id}`. */
        NodeChange: {
            /** @description `active` or `suspended`. */
            state: string;
        };
        /**
         * @description What a node serves.
         * @enum {string}
         */
        NodeKind: "national" | "provincial" | "industry" | "enterprise";
        /** @description A row of `GET /api/v1/nodes`: the directory as this node knows it. */
        NodeRow: {
            /**
             * Format: int64
             * @description Records of ours waiting for it, and the age of the oldest in milliseconds.
             */
            backlog: number;
            certificate_expires?: components["schemas"]["Millis"] | null;
            kind: components["schemas"]["NodeKind"];
            /** Format: int64 */
            lag_ms: number;
            last_seen?: components["schemas"]["Millis"] | null;
            name: string;
            node: components["schemas"]["Id"];
            /** @description True when a neighbour was heard of within three heartbeats. */
            online: boolean;
            parent?: components["schemas"]["Id"] | null;
            /**
             * Format: int64
             * @description The same as it reports of its own queue to us.
             */
            peer_backlog: number;
            /** @description `self`, `parent`, `child`, `other`. */
            relation: string;
            /**
             * Format: int64
             * @description Clock difference, peer minus us, in milliseconds.
             */
            skew_ms: number;
            state: string;
            tenants: components["schemas"]["TenantPath"][];
            /** @description From its heartbeat, for neighbours. */
            version: string;
        };
        /** @description What a probe made of the rules in Suricata's language that its node hands out. */
        NodeRules: {
            /**
             * @description They come from the probe's disk; the node has not answered since it was started.
             * @default false
             */
            cached: boolean;
            /**
             * @description Particulars of the trouble.
             * @default
             */
            detail: string;
            /**
             * @description Rules that do not compile on this probe; at most 100 are listed.
             * @default []
             */
            failed: components["schemas"]["RuleFailure"][];
            /**
             * @description The sets among them.
             * @default []
             */
            sets: components["schemas"]["RunningSet"][];
            /**
             * @description Tag of the rules that run; empty while there are none.
             * @default
             */
            tag: string;
            /**
             * @description Why the node's newest rules do not run: `unreachable`, `refused`, `too_large`,
             *     `not_compiled`, `unreadable`; empty when they do.
             * @default
             */
            trouble: string;
        };
        /** @description `GET /api/v1/notices/{id}`. */
        NoticeDetail: components["schemas"]["NoticeRow"] & {
            /** @description What the caller may do now. */
            actions: components["schemas"]["AvailableStep"][];
            procedure: string;
            report?: components["schemas"]["Id"] | null;
            steps: components["schemas"]["StepRow"][];
            techniques: string[];
            text: string;
        };
        /** @description `POST /api/v1/notices` and `POST /api/v1/notices/preview`. */
        NoticeDraft: {
            due?: components["schemas"]["Millis"] | null;
            recipient: components["schemas"]["TenantPath"];
            report?: components["schemas"]["Id"] | null;
            severity: components["schemas"]["Severity"];
            techniques?: string[];
            text: string;
            title: string;
        };
        /** @description Answer to a preview: what would be issued and who would receive it, by which way. */
        NoticePreview: {
            deliveries: components["schemas"]["PreviewDelivery"][];
            due: components["schemas"]["Millis"];
            /** @description Pack and clock that set it, or `given`. */
            due_by: string;
            number: string;
        };
        /** @description One row of `GET /api/v1/notices` (`?side=issued|received`, `?state=…|open`, `?overdue=true`). */
        NoticeRow: {
            due: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            issued: components["schemas"]["Millis"];
            issuer: components["schemas"]["TenantPath"];
            issuer_name: string;
            number: string;
            /** @description Past `due` and not in a final state. */
            overdue: boolean;
            /** @description `issuer` or `recipient`: which party the caller's tenant is. */
            party: string;
            recipient: components["schemas"]["TenantPath"];
            recipient_name: string;
            severity: components["schemas"]["Severity"];
            /** @description State of the loop, from the procedure pack. */
            state: string;
            title: string;
        };
        /** @description One row of `GET /api/v1/obligations`: a duty with its day. */
        ObligationRow: {
            /** @description Why it applies to this organisation. */
            because: components["schemas"]["Text"];
            done: boolean;
            due: components["schemas"]["Millis"];
            filing?: components["schemas"]["Id"] | null;
            /** @description Pack id and obligation: `data-catalog#yearly_assessment`. */
            obligation: string;
            overdue: boolean;
            /** @description The procedure that discharges it, to be begun. */
            procedure?: string | null;
            source: components["schemas"]["Source"];
            title: components["schemas"]["Text"];
        };
        /** @description One row of `GET /api/v1/observations`. */
        ObservationRow: {
            /** @description A `model::event::ProbeEvent`. */
            event: Record<string, never>;
            received: components["schemas"]["Millis"];
            /** @description `<day>.<block>.<index>`. */
            reference: string;
        };
        /** @description How often an operation was seen. */
        OperationCount: {
            /** Format: int64 */
            messages: number;
            operation: string;
            risk: string;
        };
        /** @description A row of a protocol's function table. */
        OperationRow: {
            /** Format: int32 */
            code: number;
            name: string;
            risk: string;
        };
        /** @description `PUT /api/v1/organisation`. */
        OrganisationDraft: {
            facts: Record<string, never>;
            /** Format: int32 */
            revision: number;
        };
        /** @description `GET /api/v1/organisation`: the caller's own master record, as forms are prefilled from it. */
        OrganisationView: {
            /** @description What the organisation says itself: `employees`, `revenue`, `size`, `address`, … */
            facts: Record<string, never>;
            /**
             * @description Of the directory: `name`, `credit_code`, `kind`, `industry`, `region`; of settled filings:
             *     `grades`.
             */
            given: Record<string, never>;
            /**
             * Format: int32
             * @description Of `facts`; 0 = never said.
             */
            revision: number;
            tenant: components["schemas"]["TenantPath"];
        };
        /** @description `GET /api/v1/packs/{id}/{version}`. */
        PackDetail: components["schemas"]["PackRow"] & {
            documents: {
                [key: string]: components["schemas"]["Text"];
            };
            /**
             * Format: int32
             * @description Filings that run under this version.
             */
            filings: number;
            /** @description Forms and documents of a procedure, by id. */
            forms: {
                [key: string]: components["schemas"]["Text"];
            };
            machine?: components["schemas"]["Machine"] | null;
            sources: components["schemas"]["Source"][];
            /** @description Values nobody has verified: file, place, confidence. */
            unverified: components["schemas"]["UnverifiedRow"][];
        };
        /** @description Answer to `GET /api/v1/packs/{id}/{version}/diff`: whose result changes under this version. */
        PackDiff: {
            after: string;
            before: string;
            changed: components["schemas"]["ChangedResult"][];
            /** @description Fields added, removed, or asked otherwise: `form.field`. */
            fields: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description Filings that were evaluated under both.
             */
            filings: number;
            /**
             * Format: int32
             * @description Filings beyond those, which were not looked at: there are too many for one answer.
             */
            left_out?: number;
            /** @description What the results and their codes are called under this version. */
            results?: {
                [key: string]: components["schemas"]["ResultTitles"];
            };
        };
        PackProblem: {
            code: string;
            file: string;
            params: {
                [key: string]: string;
            };
            path: string;
            /** @description What the code says, in the caller's language, and what can be done. */
            title?: string;
            way_out?: string;
        };
        /**
         * @description Answer to `POST /api/v1/packs` (body = the pack as a zip of its folder): what is wrong with it;
         *     when nothing is, it is kept as a draft.
         */
        PackReport: {
            /** @description Outcome of its worked examples. */
            examples: components["schemas"]["ExampleOutcome"][];
            pack?: components["schemas"]["PackRow"] | null;
            problems: components["schemas"]["PackProblem"][];
        };
        /** @description One row of `GET /api/v1/packs`. */
        PackRow: {
            /** @description Hex SHA-256 over its files. */
            digest: string;
            effective_from: string;
            example: boolean;
            id: string;
            /** @description `rules`, `loop`, `procedure`, `codes`, `calendar`. */
            kind: string;
            /** @description `shipped`, or the tenant that published it. */
            publisher: string;
            /** @description `in_force`, `pending` (before its first day), `superseded`, `draft`. */
            state: string;
            title: components["schemas"]["Text"];
            version: string;
        };
        /** @description One page of a list. */
        Page_AssetRow: {
            items: {
                /**
                 * Format: int32
                 * @description 0–100, of the role.
                 */
                confidence: number;
                /**
                 * Format: int64
                 * @description Findings of state `open` or `confirmed` in which it takes part.
                 */
                findings: number;
                firmware: string;
                first: components["schemas"]["CaptureTime"];
                /** @description IP address, else MAC address. */
                host: string;
                id: components["schemas"]["Id"];
                last: components["schemas"]["CaptureTime"];
                /** @description Purdue level as text, or empty. */
                level: string;
                mac: string;
                model: string;
                protocols: string[];
                role: string;
                vendor: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_AuditRow: {
            items: {
                author: string;
                hash: string;
                kind: string;
                object: components["schemas"]["Id"];
                origin: components["schemas"]["Id"];
                record: components["schemas"]["Id"];
                /** Format: int32 */
                revision: number;
                sealed: boolean;
                /**
                 * Format: int64
                 * @description Number of the signed segment that covers it, once sealed.
                 */
                segment?: number | null;
                /** Format: int64 */
                sequence: number;
                tenant: components["schemas"]["TenantPath"];
                time: components["schemas"]["Millis"];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_BaselineRow: {
            items: {
                client: string;
                /** Format: int64 */
                count: number;
                first: components["schemas"]["CaptureTime"];
                key: string;
                last: components["schemas"]["CaptureTime"];
                operation: string;
                /** @description `learned`, or `accepted` by a person. */
                origin: string;
                protocol: string;
                /** @description Inclusive range of object numbers, where the operation has one. */
                range?: number[] | null;
                server: string;
                space: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_DeliveryRow: {
            items: {
                /** @description Why it was rejected. */
                code?: string | null;
                /** @description `out` or `in`. */
                direction: string;
                hash: string;
                kind: string;
                /**
                 * Format: int64
                 * @description Item number on the edge.
                 */
                number: number;
                object: components["schemas"]["Id"];
                peer: components["schemas"]["Id"];
                peer_name: string;
                queued: components["schemas"]["Millis"];
                receipted?: components["schemas"]["Millis"] | null;
                record: components["schemas"]["Id"];
                /** Format: int32 */
                revision: number;
                sent?: components["schemas"]["Millis"] | null;
                /** @description Whether a receipt signed by the receiver is on file. */
                signed: boolean;
                state: components["schemas"]["DeliveryState"];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_EngineeredRow: {
            items: {
                author: string;
                changed: components["schemas"]["Millis"];
                /** Format: int64 */
                devices: number;
                /** @description SHA-256 of the file. */
                digest: string;
                id: components["schemas"]["Id"];
                /** @description The file's name. */
                name: string;
                /**
                 * Format: int64
                 * @description Control blocks that publish (GOOSE, sampled values).
                 */
                publishers: number;
                /** Format: int64 */
                size: number;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_EnrolmentRow: {
            items: {
                expires: components["schemas"]["Millis"];
                id: components["schemas"]["Id"];
                kind: components["schemas"]["NodeKind"];
                name: string;
                state: string;
                tenants: components["schemas"]["TenantPath"][];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_EvidenceRow: {
            items: {
                attachment: components["schemas"]["Attachment"];
                author: string;
                time: components["schemas"]["Millis"];
                /**
                 * Format: int32
                 * @description Filings and notices that refer to it.
                 */
                used: number;
                /** @description Where it is used, at most 20. */
                uses?: components["schemas"]["EvidenceUse"][];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_FileRow: {
            items: {
                /**
                 * Format: int64
                 * @description Bytes announced, where the protocol says.
                 */
                announced?: number | null;
                /** @description `file`, `program`, `configuration`, `firmware`. */
                class: string;
                client: string;
                complete: boolean;
                id: components["schemas"]["Id"];
                kind: string;
                /** @description What the first bytes say it is, or empty. */
                magic: string;
                /** @description YARA rules that matched. */
                matches: string[];
                /** @description Empty where it was not asked for. */
                md5: string;
                name: string;
                program?: components["schemas"]["Id"] | null;
                protocol: string;
                /** @description The event, `<day>.<block>.<index>`. */
                reference: string;
                server: string;
                sha256: string;
                /** Format: int64 */
                size: number;
                sm3: string;
                time: components["schemas"]["CaptureTime"];
                /** @description Whether the bytes went to the server. */
                to_server: boolean;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_FilingRow: {
            items: {
                applicant: components["schemas"]["TenantPath"];
                applicant_name: string;
                begun: components["schemas"]["Millis"];
                changed: components["schemas"]["Millis"];
                due?: components["schemas"]["Millis"] | null;
                /** @description 示例: the pack holds unverified values. */
                example: boolean;
                id: components["schemas"]["Id"];
                /** @description Number given by the authority (备案号), or empty. */
                number: string;
                overdue: boolean;
                /** @description The party the caller's tenant is. */
                party: string;
                /** @description `2026`, `2026-H1`; as the procedure counts. */
                period: string;
                /** @description `id@version` of the pack. */
                procedure: string;
                procedure_title: components["schemas"]["Text"];
                /** @description What they are called. */
                result_titles?: {
                    [key: string]: components["schemas"]["ResultTitles"];
                };
                /** @description Result codes by name: `{"grade": "3"}`. */
                results: {
                    [key: string]: string;
                };
                /** Format: double */
                score?: number | null;
                /**
                 * Format: int32
                 * @description Outlier radar: how many signs stand against it.
                 */
                signs: number;
                state: string;
                state_title: components["schemas"]["Text"];
                /** @description What it is about when an organisation has several: a system, a data item, a case. */
                subject: string;
                terminal: boolean;
                /** @description Parties that may act now. */
                waiting_for: string[];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_FindingRow: {
            items: {
                id: components["schemas"]["Id"];
                last_occurrence: components["schemas"]["CaptureTime"];
                /** @description It happened in a maintenance window. */
                maintenance?: boolean;
                /** @description What a signature says of itself (`msg`), or empty. */
                message?: string;
                /**
                 * Format: int64
                 * @description How often it has happened so far.
                 */
                occurrences: number;
                operation: string;
                protocol: string;
                /** @description When the node raised it. */
                raised: components["schemas"]["Millis"];
                report?: components["schemas"]["Id"] | null;
                /** Format: int32 */
                revision: number;
                rule: string;
                severity: components["schemas"]["Severity"];
                source: string;
                state: components["schemas"]["FindingState"];
                target: string;
                techniques: string[];
                time: components["schemas"]["CaptureTime"];
                title_en: string;
                /** @description Titles of the rule as its pack gives them. */
                title_zh: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_InboxRow: {
            items: {
                /** @description What is to be done: action titles. */
                action: components["schemas"]["Text"];
                due?: components["schemas"]["Millis"] | null;
                /** @description 示例: it follows from a pack that holds unverified values. */
                example?: boolean;
                from: string;
                /** @description `filing`, `notice`, `obligation`. */
                kind: string;
                /** @description The object, or the obligation's name. */
                object: string;
                overdue: boolean;
                since: components["schemas"]["Millis"];
                title: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_IndicatorName: {
            items: {
                detail: string;
                name: string;
                object: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_IndicatorValue: {
            items: {
                indicator: string;
                /** @description Whether a list of names goes with it 附名单: `GET /api/v1/indicators/{id}/list`. */
                named: boolean;
                source: components["schemas"]["Source"];
                title: components["schemas"]["Text"];
                /**
                 * Format: double
                 * @description Absent where no data exists: the authority states it by hand.
                 */
                value?: number | null;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_LoopRow: {
            items: {
                closed?: components["schemas"]["Millis"] | null;
                due: components["schemas"]["Millis"];
                id: components["schemas"]["Id"];
                industry: string;
                issued: components["schemas"]["Millis"];
                issuer: components["schemas"]["TenantPath"];
                issuer_name: string;
                notice: components["schemas"]["Id"];
                number: string;
                recipient: components["schemas"]["TenantPath"];
                recipient_name: string;
                region: string;
                /** Format: int32 */
                returned: number;
                severity: components["schemas"]["Severity"];
                state: string;
                techniques: string[];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_MaintenanceWindow: {
            items: {
                author: string;
                from: components["schemas"]["Millis"];
                /** @description Addresses (IP or MAC); empty = the whole plant. */
                hosts: string[];
                id: components["schemas"]["Id"];
                reason: string;
                /** @description `planned`, `running`, `over`, `withdrawn`. */
                state: string;
                to: components["schemas"]["Millis"];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_NodeRow: {
            items: {
                /**
                 * Format: int64
                 * @description Records of ours waiting for it, and the age of the oldest in milliseconds.
                 */
                backlog: number;
                certificate_expires?: components["schemas"]["Millis"] | null;
                kind: components["schemas"]["NodeKind"];
                /** Format: int64 */
                lag_ms: number;
                last_seen?: components["schemas"]["Millis"] | null;
                name: string;
                node: components["schemas"]["Id"];
                /** @description True when a neighbour was heard of within three heartbeats. */
                online: boolean;
                parent?: components["schemas"]["Id"] | null;
                /**
                 * Format: int64
                 * @description The same as it reports of its own queue to us.
                 */
                peer_backlog: number;
                /** @description `self`, `parent`, `child`, `other`. */
                relation: string;
                /**
                 * Format: int64
                 * @description Clock difference, peer minus us, in milliseconds.
                 */
                skew_ms: number;
                state: string;
                tenants: components["schemas"]["TenantPath"][];
                /** @description From its heartbeat, for neighbours. */
                version: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_NoticeRow: {
            items: {
                due: components["schemas"]["Millis"];
                id: components["schemas"]["Id"];
                issued: components["schemas"]["Millis"];
                issuer: components["schemas"]["TenantPath"];
                issuer_name: string;
                number: string;
                /** @description Past `due` and not in a final state. */
                overdue: boolean;
                /** @description `issuer` or `recipient`: which party the caller's tenant is. */
                party: string;
                recipient: components["schemas"]["TenantPath"];
                recipient_name: string;
                severity: components["schemas"]["Severity"];
                /** @description State of the loop, from the procedure pack. */
                state: string;
                title: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_ObligationRow: {
            items: {
                /** @description Why it applies to this organisation. */
                because: components["schemas"]["Text"];
                done: boolean;
                due: components["schemas"]["Millis"];
                filing?: components["schemas"]["Id"] | null;
                /** @description Pack id and obligation: `data-catalog#yearly_assessment`. */
                obligation: string;
                overdue: boolean;
                /** @description The procedure that discharges it, to be begun. */
                procedure?: string | null;
                source: components["schemas"]["Source"];
                title: components["schemas"]["Text"];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_ObservationRow: {
            items: {
                /** @description A `model::event::ProbeEvent`. */
                event: Record<string, never>;
                received: components["schemas"]["Millis"];
                /** @description `<day>.<block>.<index>`. */
                reference: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_PackRow: {
            items: {
                /** @description Hex SHA-256 over its files. */
                digest: string;
                effective_from: string;
                example: boolean;
                id: string;
                /** @description `rules`, `loop`, `procedure`, `codes`, `calendar`. */
                kind: string;
                /** @description `shipped`, or the tenant that published it. */
                publisher: string;
                /** @description `in_force`, `pending` (before its first day), `superseded`, `draft`. */
                state: string;
                title: components["schemas"]["Text"];
                version: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_Policy: {
            items: (components["schemas"]["PolicyDraft"] & {
                id: components["schemas"]["Id"];
                /** Format: int32 */
                revision: number;
            })[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_Probe: {
            items: {
                /** Format: int64 */
                batches: number;
                /** Format: int64 */
                events: number;
                health?: components["schemas"]["ProbeGlance"] | null;
                id: components["schemas"]["Id"];
                last_batch?: components["schemas"]["Millis"] | null;
                name: string;
                place: string;
                /** Format: int64 */
                rejected: number;
                state: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_ProcedureRow: {
            items: {
                example: boolean;
                id: string;
                /** @description Parties that the draft may name. */
                parties: components["schemas"]["PartyChoices"][];
                /** @description `year`, `half`, `once`, `campaign`. */
                period_kind: string;
                /** @description Periods that may be begun today, the usual one first. */
                periods: string[];
                /** @description `id@version` in force. */
                procedure: string;
                /** @description `organisation`, `system`, `data`, `case`, `region`. */
                subject_kind: string;
                subject_title?: components["schemas"]["Text"] | null;
                title: components["schemas"]["Text"];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_ProgramRow: {
            items: {
                /** @description `program`, `configuration`, `firmware`. */
                class: string;
                first: components["schemas"]["CaptureTime"];
                /** @description The controller. */
                host: string;
                id: components["schemas"]["Id"];
                kind: string;
                last: components["schemas"]["CaptureTime"];
                /** @description The latest version. */
                latest: components["schemas"]["ProgramVersion"];
                name: string;
                protocol: string;
                /**
                 * Format: int64
                 * @description Times it was moved, in either direction.
                 */
                transfers: number;
                /**
                 * Format: int32
                 * @description How many versions were seen.
                 */
                versions: number;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_ReportRow: {
            items: {
                id: components["schemas"]["Id"];
                notice?: components["schemas"]["Id"] | null;
                operation: string;
                protocol: string;
                reported: components["schemas"]["Millis"];
                reporter: components["schemas"]["TenantPath"];
                reporter_name: string;
                rule: string;
                severity: components["schemas"]["Severity"];
                source: string;
                target: string;
                techniques: string[];
                time: components["schemas"]["CaptureTime"];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_RuleSetRow: {
            items: {
                author: string;
                changed: components["schemas"]["Millis"];
                /** Format: int64 */
                compiled: number;
                /** @description SHA-256 of the text. */
                digest: string;
                enabled: boolean;
                id: components["schemas"]["Id"];
                name: string;
                /**
                 * Format: int64
                 * @description Probes of the enterprise, and those of them that run this text.
                 */
                probes: number;
                /** Format: int32 */
                revision: number;
                /** Format: int64 */
                running: number;
                /** Format: int64 */
                size: number;
                /** Format: int64 */
                total: number;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_SignRow: {
            items: {
                applicant: components["schemas"]["TenantPath"];
                applicant_name: string;
                /** @description 示例: the pack holds unverified values. */
                example: boolean;
                filing: components["schemas"]["Id"];
                /** @description Filings it shares the sign with. */
                others: components["schemas"]["Id"][];
                /** @description Figures behind it: `{"minutes": "2.4"}`. */
                params: {
                    [key: string]: string;
                };
                period: string;
                /** @description `id@version` of the pack. */
                procedure: string;
                procedure_title: components["schemas"]["Text"];
                /** @description `same_answers`, `copied_evidence`, `hasty`, `unlike_peers`. */
                sign: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_Tenant: {
            items: {
                credit_code: string;
                id: components["schemas"]["Id"];
                industry: string;
                kind: components["schemas"]["TenantKind"];
                /** @description Whether it lives on this node. */
                local: boolean;
                name: string;
                node: components["schemas"]["Id"];
                path: components["schemas"]["TenantPath"];
                state: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_User: {
            items: {
                id: components["schemas"]["Id"];
                last_sign_in?: components["schemas"]["Millis"] | null;
                login: string;
                name: string;
                role: components["schemas"]["Role"];
                state: string;
                tenant: components["schemas"]["TenantPath"];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the filter matches in all.
             */
            total: number;
        };
        PartyChoice: {
            name: string;
            tenant: components["schemas"]["TenantPath"];
        };
        /** @description A party that the draft names. */
        PartyChoices: {
            choices: components["schemas"]["PartyChoice"][];
            optional: boolean;
            party: string;
            title: components["schemas"]["Text"];
        };
        /** @description `POST /api/v1/session/password`. */
        PasswordChange: {
            current: string;
            /** @description 12–128 characters. */
            new: string;
        };
        /**
         * @description `GET /api/v1/filings/{id}/forms/{form}/peers`: how others of the same procedure, period and
         *     applicant kind answered, field by field.
         */
        PeerDistribution: {
            fields: {
                [key: string]: components["schemas"]["PeerShare"][];
            };
            /** Format: int32 */
            filings: number;
        };
        PeerShare: {
            /** Format: int32 */
            filings: number;
            /** @description Code, or a bracket of numbers `[10,20)`. */
            value: string;
        };
        /** @description A row of `GET /api/v1/sharing-policies`. */
        Policy: components["schemas"]["PolicyDraft"] & {
            id: components["schemas"]["Id"];
            /** Format: int32 */
            revision: number;
        };
        /** @description `POST /api/v1/sharing-policies`, `PUT /api/v1/sharing-policies/{id}`. */
        PolicyDraft: {
            audience: components["schemas"]["TenantPath"][];
            enabled: boolean;
            /** @description `finding_report`, `loop_summary`. */
            kinds: string[];
            name: string;
            redact?: string[];
            tlp?: components["schemas"]["Tlp"];
        };
        /** @description Where a protocol is usually found. */
        PortHint: {
            /** @description `tcp`, `udp`, `ethertype`. */
            kind: string;
            /** Format: int32 */
            number: number;
        };
        /** @description One receiver of a previewed notice. */
        PreviewDelivery: {
            /** @description The rule: `recipient`, `issuer`, or the name of a sharing policy. */
            rule: string;
            /** @description What it would see: `notice`, `loop_summary`. */
            sees: string;
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
            through?: components["schemas"]["Id"] | null;
        };
        /** @description A sensor, a row of `GET /api/v1/probes`. */
        Probe: {
            /** Format: int64 */
            batches: number;
            /** Format: int64 */
            events: number;
            health?: components["schemas"]["ProbeGlance"] | null;
            id: components["schemas"]["Id"];
            last_batch?: components["schemas"]["Millis"] | null;
            name: string;
            place: string;
            /** Format: int64 */
            rejected: number;
            state: string;
        };
        /** @description Answer: the token is shown once. */
        ProbeCreated: {
            id: components["schemas"]["Id"];
            token: string;
        };
        /** @description `POST /api/v1/probes`. */
        ProbeDraft: {
            name: string;
            place?: string;
        };
        /** @description A probe's last report in short, a part of a row of `GET /api/v1/probes`. */
        ProbeGlance: {
            /** Format: int64 */
            alerts: number;
            /** Format: int64 */
            dropped: number;
            /** @description Capture time of the last packet. */
            last_packet: components["schemas"]["CaptureTime"];
            /**
             * Format: int64
             * @description Packets that the kernel could not hand over, in a million, since the probe was started.
             */
            loss_ppm: number;
            /**
             * Format: int64
             * @description Since the probe was started.
             */
            packets: number;
            /** @description When the report came in. */
            received: components["schemas"]["Millis"];
            /** Format: int64 */
            rules: number;
            /** Format: int64 */
            rules_failed: number;
            version: string;
        };
        /** @description What a probe did since it was started, told once a period and at the end. */
        ProbeHealth: {
            /** Format: int64 */
            alerts: number;
            /**
             * Format: int64
             * @description Anomalies seen.
             */
            anomalies: number;
            /** Format: int64 */
            bytes: number;
            /**
             * Format: int64
             * @description Packets that the kernel could not hand over.
             */
            dropped: number;
            /**
             * Format: int64
             * @description Flows ended because the table was full.
             */
            evicted: number;
            /**
             * Format: int64
             * @description Files and programs put together.
             */
            files: number;
            /** Format: int64 */
            flows: number;
            /** Format: int64 */
            gaps: number;
            /**
             * Format: int64
             * @description Stream bytes that never came, and how often.
             */
            lost: number;
            /**
             * Format: int64
             * @description Resident memory in bytes; 0 = not known.
             */
            memory: number;
            /** Format: int64 */
            merged: number;
            node_rules?: components["schemas"]["NodeRules"] | null;
            /** Format: int64 */
            packets: number;
            protocols: components["schemas"]["ProtocolHealth"][];
            /**
             * Format: int64
             * @description Rules loaded, rules that did not compile, alerts raised.
             */
            rules: number;
            /** Format: int64 */
            rules_failed: number;
            /** @description When this run of the probe began (nanoseconds since 1970, UTC): tells runs apart. */
            run: components["schemas"]["CaptureTime"];
            /**
             * Format: int64
             * @description Observations sent, merged into others, and only counted because of the event budget.
             */
            sent: number;
            /** @description Interfaces or files read. */
            sources: string[];
            /** Format: int64 */
            suppressed: number;
            /** @description Capture time of the last packet. */
            time: components["schemas"]["CaptureTime"];
            /**
             * Format: int64
             * @description Packets that could not be read down to a flow.
             */
            undecoded: number;
            /** @description Version of the probe. */
            version: string;
        };
        /** @description `GET /api/v1/probes/{id}/health`. */
        ProbeHealthView: {
            probe: components["schemas"]["Probe"];
            report?: components["schemas"]["ProbeHealth"] | null;
            /** @description By time of receipt, oldest first; at most 2,000, the newest of what was asked for. */
            samples: components["schemas"]["HealthSample"][];
            /** @description What is wrong, the gravest first; empty when all is well or nothing was reported. */
            verdict: components["schemas"]["HealthFault"][];
        };
        /**
         * @description An error answer (RFC 9457). `code` is stable; `title` and `way_out` are for people, in the
         *     language of `accept-language`.
         */
        Problem: {
            code: string;
            kind: components["schemas"]["ErrorKind"];
            params?: {
                [key: string]: string;
            };
            /** Format: int32 */
            status: number;
            title: string;
            way_out?: string;
        };
        /** @description One row of `GET /api/v1/procedures`: what the caller may begin. */
        ProcedureRow: {
            example: boolean;
            id: string;
            /** @description Parties that the draft may name. */
            parties: components["schemas"]["PartyChoices"][];
            /** @description `year`, `half`, `once`, `campaign`. */
            period_kind: string;
            /** @description Periods that may be begun today, the usual one first. */
            periods: string[];
            /** @description `id@version` in force. */
            procedure: string;
            /** @description `organisation`, `system`, `data`, `case`, `region`. */
            subject_kind: string;
            subject_title?: components["schemas"]["Text"] | null;
            title: components["schemas"]["Text"];
        };
        /** @description `GET /api/v1/programs/{id}`. */
        ProgramDetail: components["schemas"]["ProgramRow"] & {
            /** @description Newest first; at most 200. */
            history: components["schemas"]["ProgramVersion"][];
        };
        /** @description `GET /api/v1/programs/{id}/diff`. */
        ProgramDiff: {
            /** Format: int64 */
            added: number;
            from: components["schemas"]["ProgramVersion"];
            /** @description In order; together they are both contents. */
            hunks: components["schemas"]["DiffHunk"][];
            /** Format: int64 */
            removed: number;
            /** Format: int64 */
            same: number;
            to: components["schemas"]["ProgramVersion"];
        };
        /** @description A controller's program, configuration or firmware: one row of `GET /api/v1/programs`. */
        ProgramRow: {
            /** @description `program`, `configuration`, `firmware`. */
            class: string;
            first: components["schemas"]["CaptureTime"];
            /** @description The controller. */
            host: string;
            id: components["schemas"]["Id"];
            kind: string;
            last: components["schemas"]["CaptureTime"];
            /** @description The latest version. */
            latest: components["schemas"]["ProgramVersion"];
            name: string;
            protocol: string;
            /**
             * Format: int64
             * @description Times it was moved, in either direction.
             */
            transfers: number;
            /**
             * Format: int32
             * @description How many versions were seen.
             */
            versions: number;
        };
        /** @description One content of a program. A content that comes back later is a version of its own. */
        ProgramVersion: {
            /** @description Who moved it first. */
            by: string;
            /** @description Whether all bytes were seen; digests are of those seen. */
            complete: boolean;
            /** @description Its bytes are kept: it can be compared. */
            content: boolean;
            /** @description `download` (to the controller) or `upload` (from it). */
            direction: string;
            /** @description First and last transfer of this content. */
            first: components["schemas"]["CaptureTime"];
            last: components["schemas"]["CaptureTime"];
            /**
             * Format: int32
             * @description From 1.
             */
            number: number;
            /** @description The first transfer's event, `<day>.<block>.<index>`. */
            reference: string;
            sha256: string;
            /** Format: int64 */
            size: number;
            sm3: string;
            /** Format: int64 */
            transfers: number;
        };
        /** @description One protocol's account. */
        ProtocolHealth: {
            /** Format: int64 */
            flows: number;
            /** Format: int64 */
            lost: number;
            /** Format: int64 */
            messages: number;
            name: string;
            /**
             * Format: int64
             * @description Flow steps lost to defects of the parser.
             */
            panics: number;
            /**
             * Format: int64
             * @description Payload bytes parsed, skipped, and lost to gaps.
             */
            parsed: number;
            /** Format: int64 */
            skipped: number;
        };
        /** @description Messages of a protocol and a risk within one step. */
        ProtocolPoint: {
            /** Format: int64 */
            messages: number;
            protocol: string;
            risk: string;
            time: components["schemas"]["Millis"];
        };
        /** @description `GET /api/v1/protocols/{name}`: what the parser knows, from its tables. */
        ProtocolReference: {
            /** @description Further protocols that the same parser tells apart. */
            also: string[];
            fields: components["schemas"]["FieldRow"][];
            /** @description Operations told by more than one code. */
            further: string[];
            /**
             * Format: int64
             * @description The longest message in bytes.
             */
            longest: number;
            name: string;
            operations: components["schemas"]["OperationRow"][];
            ports: components["schemas"]["PortHint"][];
        };
        /** @description One protocol within the time asked for. */
        ProtocolRow: {
            /**
             * Format: int64
             * @description Bytes of its flows that ended.
             */
            bytes: number;
            /** @description `GET /api/v1/protocols/{name}` knows it. */
            described: boolean;
            /** Format: int64 */
            messages: number;
            name: string;
            /** @description The most used first; at most 200. */
            operations: components["schemas"]["OperationCount"][];
        };
        /** @description `GET /api/v1/protocols`. */
        ProtocolStatistics: {
            points: components["schemas"]["ProtocolPoint"][];
            /** @description Every protocol we parse, the most heard first, and whatever else was recognised. */
            protocols: components["schemas"]["ProtocolRow"][];
            /**
             * Format: int64
             * @description Step of the points.
             */
            step_ms: number;
        };
        /**
         * @description One revision of one object, as it stands in its owner's log.
         *
         *     `hash` is the digest (by the owner's suite) of the canonical JSON (RFC 8785) of this record
         *     without `hash`. `previous` is the `hash` of the record before it in the owner's log; the first
         *     record has the empty string. A record received from another node keeps all of it.
         */
        Record: {
            /** @description Login of the person, or `system`. */
            author: string;
            body: Record<string, never>;
            /** @description Hex. */
            hash: string;
            id: components["schemas"]["Id"];
            /** @description Name of the kind, one of [`crate::kinds::ALL`]. */
            kind: string;
            object: components["schemas"]["Id"];
            /** @description The owning node: the only one that writes revisions of this object. */
            origin: components["schemas"]["Id"];
            /** @description Hex. */
            previous: string;
            /**
             * Format: int32
             * @description From 1, without gaps, within the object.
             */
            revision: number;
            seal?: components["schemas"]["Seal"] | null;
            /**
             * Format: int64
             * @description Place in the owner's log, from 1, without gaps.
             */
            sequence: number;
            sharing: components["schemas"]["Sharing"];
            /** @description The organisation it is said on behalf of. */
            tenant: components["schemas"]["TenantPath"];
            time: components["schemas"]["Millis"];
        };
        /** @description What is wrong, or worth a second look, and the way out. */
        Remark: {
            /** @description `field.required`, `field.too_long`, `field.credit_code`, a check's id, … */
            code: string;
            /** @description Numbers of the message: `{"most": "1000", "is": "1034"}`. */
            params?: {
                [key: string]: string;
            };
            source?: components["schemas"]["Source"] | null;
            text?: components["schemas"]["Text"] | null;
            /** @description Does not keep anybody from submitting. */
            warning: boolean;
        };
        /** @description `GET /api/v1/reports/{id}`. */
        ReportDetail: components["schemas"]["ReportRow"] & {
            body: Record<string, never>;
        };
        /** @description `POST /api/v1/findings/{id}/report`. */
        ReportDraft: {
            note?: string;
            policy: components["schemas"]["Id"];
        };
        /**
         * @description One row of `GET /api/v1/reports`: what enterprises told this authority (or, for an
         *     enterprise, what it told).
         */
        ReportRow: {
            id: components["schemas"]["Id"];
            notice?: components["schemas"]["Id"] | null;
            operation: string;
            protocol: string;
            reported: components["schemas"]["Millis"];
            reporter: components["schemas"]["TenantPath"];
            reporter_name: string;
            rule: string;
            severity: components["schemas"]["Severity"];
            source: string;
            target: string;
            techniques: string[];
            time: components["schemas"]["CaptureTime"];
        };
        /** @description A result that follows from answers and scores: a grade. */
        ResultCode: {
            /** @description Why: the band's condition, in words of the pack. */
            because: components["schemas"]["Text"];
            /** @description Empty while the answers do not decide it. */
            code: string;
            code_title: components["schemas"]["Text"];
            /**
             * Format: int32
             * @description Place in the order of its code list.
             */
            rank: number;
            result: string;
            source: components["schemas"]["Source"];
            title: components["schemas"]["Text"];
        };
        /** @description What a result of a procedure and its codes are called. */
        ResultTitles: {
            /** @description Titles by code; in a row only that of the code it has. */
            codes: {
                [key: string]: components["schemas"]["Text"];
            };
            title: components["schemas"]["Text"];
        };
        /**
         * @description What a person may be within one tenant. Permissions are in `app::permission`.
         * @enum {string}
         */
        Role: "ministry_operator" | "provincial_regulator" | "enterprise_officer" | "probe_operator" | "node_administrator" | "auditor";
        /** @description Rows that the platform already knows: the names behind figures (附名单), or other filings. */
        RowsFrom: {
            /** @description Codes that are called otherwise here. */
            codes?: {
                [key: string]: string;
            };
            /**
             * @description What each column takes: of a named list `name`, `detail`; of filings `applicant.<fact>`,
             *     `filing.<subject|number|state>`, `answers.<form>.<field>`.
             */
            columns: {
                [key: string]: string;
            };
            /** @description Pack id of filings of the same period that the tenant sees, other than these. */
            filings?: string | null;
            /** @description Indicators whose named lists are put one after the other. */
            indicators?: string[];
            /** @description Place by whose number or text the rows are put in order; absent = as they are found. */
            order?: string | null;
            /** @description Of those, filings in one of these states; empty = any. */
            states?: string[];
        };
        /** @description A rule that does not compile. */
        RuleFailure: {
            /**
             * Format: int64
             * @description From 1.
             */
            line: number;
            reason: string;
            /** @description The set's digest where a probe tells it; empty where the set is known. */
            set?: string;
            /**
             * Format: int32
             * @description 0 where the rule does not say.
             */
            sid: number;
        };
        /** @description `PUT /api/v1/rule-sets/{id}`; what is absent stays as it is. */
        RuleSetChange: {
            /** @description Whether probes load it. */
            enabled?: boolean | null;
            name?: string | null;
            /**
             * Format: int32
             * @description The revision that the change was made on.
             */
            revision: number;
            text?: string | null;
        };
        /** @description `GET /api/v1/rule-sets/{id}`. */
        RuleSetDetail: components["schemas"]["RuleSetRow"] & {
            on_probes: components["schemas"]["RuleSetProbe"][];
            report: components["schemas"]["CompileReport"];
            text: string;
        };
        /** @description `POST /api/v1/rule-sets/check` and `POST /api/v1/rule-sets`: rules in Suricata's language. */
        RuleSetDraft: {
            /** @description 1–80 characters. */
            name: string;
            /** @description At most 8 MiB. */
            text: string;
        };
        /** @description What a probe says of a rule set. */
        RuleSetProbe: {
            name: string;
            probe: components["schemas"]["Id"];
            received?: components["schemas"]["Millis"] | null;
            runs?: components["schemas"]["RunningSet"] | null;
            /** @description Why the probe does not take the node's newest rules; empty when it does. */
            trouble: string;
        };
        /** @description One row of `GET /api/v1/rule-sets`. */
        RuleSetRow: {
            author: string;
            changed: components["schemas"]["Millis"];
            /** Format: int64 */
            compiled: number;
            /** @description SHA-256 of the text. */
            digest: string;
            enabled: boolean;
            id: components["schemas"]["Id"];
            name: string;
            /**
             * Format: int64
             * @description Probes of the enterprise, and those of them that run this text.
             */
            probes: number;
            /** Format: int32 */
            revision: number;
            /** Format: int64 */
            running: number;
            /** Format: int64 */
            size: number;
            /** Format: int64 */
            total: number;
        };
        /** @description A rule set that a probe runs. */
        RunningSet: {
            /** Format: int64 */
            compiled: number;
            /** @description SHA-256 of its text. */
            digest: string;
            /** Format: int64 */
            total: number;
        };
        /** @description `POST /api/v1/filings/sampling`: which filings to look at closely. */
        SamplingDraft: {
            /** @description Strata: `grade`, `industry`, `none`. */
            by?: string;
            period?: string;
            procedure: string;
            /**
             * Format: int64
             * @description Absent = the server draws one; printed either way, so that anybody can draw again.
             */
            seed?: number | null;
            /**
             * Format: int32
             * @description How many, at most 1,000.
             */
            size: number;
            state?: string;
        };
        SamplingPlan: {
            drawn: components["schemas"]["FilingRow"][];
            /** @description How the drawing is done, to be repeated by hand. */
            method: string;
            /** Format: int32 */
            population: number;
            /** Format: int64 */
            seed: number;
        };
        /** @description A score, every point of it explained. */
        Score: {
            /** Format: double */
            most: number;
            /** Format: double */
            points: number;
            rules: components["schemas"]["ScoredRule"][];
            score: string;
            title: components["schemas"]["Text"];
        };
        ScoredRule: {
            /** @description Fields the points come from. */
            fields: string[];
            /** Format: double */
            most: number;
            /** Format: double */
            points: number;
            rule: string;
            source: components["schemas"]["Source"];
            title: components["schemas"]["Text"];
        };
        /** @description An organisation's own signature over `{kind, object, revision, tenant, author, time, body}`. */
        Seal: {
            /** @description Hex digest of the public key. */
            key: string;
            /** @description Base64. */
            signature: string;
            /** @description `sm2-sm3` or `ed25519-sha256`. */
            suite: string;
        };
        /** @description Answer to `POST /api/v1/filings/{id}/sealed?name=` (body = the scan). */
        SealedMatch: {
            /** @description Codes that were read on its pages. */
            codes: string[];
            /** @description The export it was matched to. */
            export: components["schemas"]["ExportRow"];
        };
        Section: {
            fields: components["schemas"]["Field"][];
            help?: components["schemas"]["Text"] | null;
            id: string;
            source?: components["schemas"]["Source"] | null;
            title: components["schemas"]["Text"];
            /** @description Expression: whether the section is asked; absent = always. */
            when?: string | null;
        };
        /** @description `PUT /api/v1/filings/{id}/forms/{form}/sections/{section}`. */
        SectionDraft: {
            answers: Record<string, never>;
            /** @description Answers as of that revision, for the merge. */
            base?: Record<string, never>;
            carried?: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description The revision the answers were made from; another one in between is merged field by field,
             *     and what both changed is answered as a conflict (409 `filing.section_changed`).
             */
            revision: number;
        };
        /** @description Answer to a section's save. */
        SectionSaved: {
            /** @description The section as it stands now, both officers' changes merged. */
            answers: Record<string, never>;
            evaluation: components["schemas"]["Evaluation"];
            /** @description Fields that somebody else changed meanwhile (and that were merged). */
            merged: string[];
            /** Format: int32 */
            revision: number;
        };
        SectionState: {
            /** Format: int32 */
            answered: number;
            /** Format: int32 */
            asked: number;
            /** Format: int32 */
            errors: number;
            visible: boolean;
            /** Format: int32 */
            warnings: number;
        };
        /** @description `GET /api/v1/observations/series`: messages per step and protocol. */
        Series: {
            points: components["schemas"]["SeriesPoint"][];
            /** Format: int64 */
            step_ms: number;
        };
        /** @description One point of a series. */
        SeriesPoint: {
            /** Format: int64 */
            messages: number;
            protocol: string;
            time: components["schemas"]["Millis"];
        };
        /**
         * @description Who is signed in. The session itself is an HttpOnly, SameSite=Strict cookie; `csrf` goes into
         *     the header `huhang-csrf` of every call that changes something.
         */
        Session: {
            csrf: string;
            expires: components["schemas"]["Millis"];
            login: string;
            /** @description What this role may do: names of `app::permission::Action`. */
            may: string[];
            /** @description True until a one-time password is replaced; nothing else is allowed before. */
            must_change_password: boolean;
            name: string;
            role: components["schemas"]["Role"];
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
            user: components["schemas"]["Id"];
        };
        /**
         * @description How urgent a finding is, in rising order.
         * @enum {string}
         */
        Severity: "info" | "low" | "medium" | "high" | "critical";
        /** @description The tenants, besides its own, that may see a record. */
        Sharing: {
            /** @description Every node of this node's tree: directory records only (nodes, tenants, packs). */
            everyone?: boolean;
            /** @description Exact tenant paths; a path does not include what lies below it. */
            tenants?: components["schemas"]["TenantPath"][];
            tlp?: components["schemas"]["Tlp"];
        };
        /** @description `POST /api/v1/session`. */
        SignIn: {
            login: string;
            password: string;
        };
        /** @description `GET /api/v1/filings/signs`: outlier radar. */
        SignRow: {
            applicant: components["schemas"]["TenantPath"];
            applicant_name: string;
            /** @description 示例: the pack holds unverified values. */
            example: boolean;
            filing: components["schemas"]["Id"];
            /** @description Filings it shares the sign with. */
            others: components["schemas"]["Id"][];
            /** @description Figures behind it: `{"minutes": "2.4"}`. */
            params: {
                [key: string]: string;
            };
            period: string;
            /** @description `id@version` of the pack. */
            procedure: string;
            procedure_title: components["schemas"]["Text"];
            /** @description `same_answers`, `copied_evidence`, `hasty`, `unlike_peers`. */
            sign: string;
        };
        /** @description Where a statement comes from. */
        Source: {
            article?: string;
            confidence: components["schemas"]["Confidence"];
            document: string;
        };
        /** @description `POST /api/v1/notices/{id}/steps`. */
        StepDraft: {
            action: string;
            attachments?: components["schemas"]["Attachment"][];
            text?: string;
        };
        /** @description A step that was taken. */
        StepRow: {
            action: string;
            attachments: components["schemas"]["Attachment"][];
            author: string;
            by: components["schemas"]["TenantPath"];
            by_name: string;
            id: components["schemas"]["Id"];
            party: string;
            seal?: components["schemas"]["Seal"] | null;
            /** @description State of the loop after it. */
            state: string;
            text: string;
            time: components["schemas"]["Millis"];
        };
        /** @description An organisation. Its object id is `id`. */
        Tenant: {
            credit_code: string;
            id: components["schemas"]["Id"];
            industry: string;
            kind: components["schemas"]["TenantKind"];
            /** @description Whether it lives on this node. */
            local: boolean;
            name: string;
            node: components["schemas"]["Id"];
            path: components["schemas"]["TenantPath"];
            state: string;
        };
        /** @description `POST /api/v1/tenants`: registers an organisation that lives on this node. */
        TenantDraft: {
            credit_code?: string;
            industry?: string;
            kind: components["schemas"]["TenantKind"];
            name: string;
            path: components["schemas"]["TenantPath"];
        };
        /**
         * @description What a tenant is.
         * @enum {string}
         */
        TenantKind: "ministry" | "industry_authority" | "communications_administration" | "enterprise";
        /**
         * @description A tenant's place on the jurisdiction path, `/`-separated, lower case:
         *     `cn` (the ministry), `cn/32/miit` (an industry authority, 工信), `cn/32/ca` (a communications
         *     administration, 通管), `cn/32/ent/<key>` (an enterprise; the key is usually its credit code).
         *     Two-digit province codes are those of GB/T 2260.
         *
         *     A path says where a tenant belongs. It does **not** give its authorities sight of the tenant's
         *     data: only records' sharing does.
         * @example cn/32/miit
         */
        TenantPath: string;
        /** @description A text in both languages of the console. */
        Text: {
            en: string;
            zh: string;
        };
        /** @description `GET /api/v1/node`: this node. */
        ThisNode: {
            kind: components["schemas"]["NodeKind"];
            name: string;
            node: components["schemas"]["Id"];
            /**
             * Format: int64
             * @description Highest sequence of its own log.
             */
            records: number;
            suite: string;
            time: components["schemas"]["Millis"];
            version: string;
        };
        /**
         * @description Traffic Light Protocol 2.0 marks (FIRST), the level up to which a record may be passed on.
         * @enum {string}
         */
        Tlp: "red" | "amber" | "green" | "clear";
        /** @description `POST /api/v1/findings/{id}/triage`. */
        Triage: {
            note?: string;
            /**
             * Format: int32
             * @description The revision the decision was made on; another one is a conflict.
             */
            revision: number;
            state: components["schemas"]["FindingState"];
        };
        UnverifiedRow: {
            confidence: components["schemas"]["Confidence"];
            file: string;
            path: string;
        };
        /** @description An account. */
        User: {
            id: components["schemas"]["Id"];
            last_sign_in?: components["schemas"]["Millis"] | null;
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            state: string;
            tenant: components["schemas"]["TenantPath"];
        };
        /** @description `PUT /api/v1/users/{id}`. */
        UserChange: {
            name?: string | null;
            role?: components["schemas"]["Role"] | null;
            /** @description `active` or `disabled`. */
            state?: string | null;
        };
        /** @description Answer to `POST /api/v1/users` and `POST /api/v1/users/{id}/reset`: shown once. */
        UserCreated: {
            id: components["schemas"]["Id"];
            login: string;
            one_time_password: string;
        };
        /**
         * @description `POST /api/v1/users`: an account in the caller's tenant (a node administrator may name
         *     another tenant of the node).
         */
        UserDraft: {
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            tenant?: components["schemas"]["TenantPath"] | null;
        };
        /** @description A verifier's verdict on one item. */
        Verdict: {
            note?: string;
            /** @description 符合 `met`, 部分符合 `partly`, 不符合 `unmet`, 不适用 `not_applicable`. */
            verdict: string;
        };
        /**
         * @description `PUT /api/v1/filings/{id}/forms/{form}/verdicts`: sets verdicts; an empty word takes
         *     one back.
         */
        VerdictDraft: {
            verdicts: {
                [key: string]: components["schemas"]["Verdict"];
            };
        };
        /** @description Something with a clock. */
        Waiting: {
            /** @description What is to be done: an action of the procedure, or `triage`, `review`. */
            action: string;
            due?: components["schemas"]["Millis"] | null;
            id: components["schemas"]["Id"];
            /** @description `notice`, `finding`, `report`. */
            kind: string;
            title: string;
            /** @description The title in English, where it is not somebody's own words: that of a rule. */
            title_en?: string;
        };
        /** @description `GET /api/v1/welcome`. */
        Welcome: {
            accounts?: components["schemas"]["DemoAccount"][];
            /** @description Whether this node was started by `huhang demo`: only then are there accounts and peers. */
            demo: boolean;
            kind: components["schemas"]["NodeKind"];
            node_name: string;
            peers?: components["schemas"]["DemoPeer"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    asset_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                protocol?: string;
                /** @description Text within host, vendor, model. */
                q?: string;
                role?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AssetRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    asset_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Asset */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    asset_graph: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetGraph"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_list: {
        parameters: {
            query?: {
                author?: string;
                /** @description Opaque, from the page before. */
                cursor?: string;
                kind?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                object?: components["schemas"]["Id"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    baseline_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaselineStatus"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    baseline_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BaselineChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaselineStatus"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deviation_list: {
        parameters: {
            query?: {
                /**
                 * @description `learned` (default): what departs from the baseline; `engineered`: what runs
                 *     otherwise than the imported SCL files say.
                 */
                against?: string;
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Text within source, target, operation, message. */
                q?: string;
                /** @description One of the rules in `kinds` of the answer. */
                rule?: string;
                /** @description State of the finding; all of them by default. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deviations"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    baseline_entry_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Text within client, server, operation. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BaselineRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    baseline_suricata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delivery_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description `out` or `in`. */
                direction?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                object?: components["schemas"]["Id"];
                peer?: components["schemas"]["Id"];
                /** @description `queued`, `sent`, `applied`, `rejected`. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeliveryRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    engineered_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EngineeredRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    engineered_add: {
        parameters: {
            query: {
                /** @description File name, 1–200 characters. */
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineeredDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    engineered_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SCL file */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineeredDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    engineered_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SCL file */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    evidence_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Text within names. */
                q?: string;
                /** @description Whether anything refers to it. */
                used?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EvidenceRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    evidence_add: {
        parameters: {
            query: {
                /** @description File name, 1–200 characters. */
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceStored"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    evidence_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Hex SHA-256 */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Code printed on the paper */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    file_list: {
        parameters: {
            query?: {
                /** @description `file`, `program`, `configuration`, `firmware`. */
                class?: string;
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description Either end. */
                host?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Whether a YARA rule matched. */
                matched?: boolean;
                /** @description Text within client, server, name, or a digest. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FileRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_list: {
        parameters: {
            query?: {
                applicant?: components["schemas"]["TenantPath"];
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
                /** @description The party that the caller's tenant is. */
                party?: string;
                period?: string;
                /** @description Pack id. */
                procedure?: string;
                /** @description Text within applicant, subject, number. */
                q?: string;
                /** @description A bar of the procedure's funnel. */
                reached?: string;
                /** @description A code of the procedure's first result. */
                result?: string;
                /** @description Whether signs of the outlier radar stand against it. */
                signs?: boolean;
                /**
                 * @description `changed`, `begun`, `due`, `applicant`, `state`, `result`, `score`, `number`, `signs`;
                 *     with `-` before it from the highest down. Default `-changed`.
                 */
                sort?: string;
                /** @description A state of the procedure, or `open` for every state that is not final. */
                state?: string;
                /** @description `me`: the caller's party may act now. */
                waiting?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FilingRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilingDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Created"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilingDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Created"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_document: {
        parameters: {
            query: {
                /** @description `docx`, `pdf`, `xlsx`. */
                format: string;
            };
            header?: never;
            path: {
                /** @description Document */
                document: string;
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    form_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Form */
                form: string;
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    form_evaluate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Form */
                form: string;
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluateDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    form_import: {
        parameters: {
            query: {
                /** @description File name, 1–200 characters. */
                name: string;
            };
            header?: never;
            path: {
                /** @description Form */
                form: string;
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    form_peers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Form */
                form: string;
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeerDistribution"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    section_save: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Form */
                form: string;
                /** @description Filing */
                id: string;
                /** @description Section */
                section: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SectionDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SectionSaved"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verdict_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Form */
                form: string;
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerdictDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["Verdict"];
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_sealed: {
        parameters: {
            query: {
                /** @description File name, 1–200 characters. */
                name: string;
            };
            header?: never;
            path: {
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SealedMatch"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_step: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Filing */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilingStepDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilingDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_batch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchOutcome"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_funnel: {
        parameters: {
            query: {
                period?: string;
                /** @description Pack id. */
                procedure: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Funnel"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_sampling: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SamplingDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SamplingPlan"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    filing_signs: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                filing?: components["schemas"]["Id"];
                /** @description 1–200, default 50. */
                limit?: number;
                period?: string;
                /** @description Pack id. */
                procedure?: string;
                /** @description `same_answers`, `copied_evidence`, `hasty`, `unlike_peers`. */
                sign?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SignRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Text within source, target, operation. */
                q?: string;
                rule?: string;
                severity?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FindingRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Finding */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding_accept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Finding */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Acceptance"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Finding */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Created"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding_triage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Finding */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Triage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    home_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Home"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inbox_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description `filing`, `notice`, `obligation`. */
                kind?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InboxRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    indicator_list: {
        parameters: {
            query: {
                period?: string;
                /** @description Pack id. */
                procedure: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_IndicatorValue"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    indicator_names: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                period?: string;
                /** @description Pack id. */
                procedure?: string;
            };
            header?: never;
            path: {
                /** @description Indicator */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_IndicatorName"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    intake_batch: {
        parameters: {
            query?: never;
            header: {
                /** @description `<run id>-<sequence>` */
                "huhang-batch": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntakeReceipt"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    intake_rules: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the rules at hand */
                "if-none-match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Unchanged */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live_stream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loop_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                issuer?: components["schemas"]["TenantPath"];
                /** @description 1–200, default 50. */
                limit?: number;
                region?: string;
                severity?: string;
                /** @description A state of the procedure, or `open` for every state that is not final. */
                state?: string;
                technique?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LoopRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loop_statistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoopStatistics"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    maintenance_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MaintenanceWindow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    maintenance_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MaintenanceDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Created"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    maintenance_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Maintenance window */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    node_self: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThisNode"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    node_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_NodeRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    node_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Node */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolment_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EnrolmentRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolment_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnrolmentDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentCreated"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolment_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Enrolment */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notice_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
                q?: string;
                /** @description `issued` or `received`. */
                side?: string;
                /** @description A state of the procedure, or `open` for every state that is not final. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_NoticeRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notice_issue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticeDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Created"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notice_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Notice */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loop_step: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Notice */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notice_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticeDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticePreview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    obligation_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                done?: boolean;
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ObligationRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    obligation_feed: {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    obligation_feed_address: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedAddress"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    observation_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                from?: number;
                /** @description Either end of the conversation. */
                host?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                operation?: string;
                protocol?: string;
                risk?: string;
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ObservationRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    observation_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `<day>.<block>.<index>` */
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObservationRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    observation_series: {
        parameters: {
            query?: {
                from?: number;
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organisation_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organisation_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganisationDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pack_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PackRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pack_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/zip": string;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackReport"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pack_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pack */
                id: string;
                /** @description Version */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pack_diff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pack */
                id: string;
                /** @description Version */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackDiff"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pack_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pack */
                id: string;
                /** @description Version */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    probe_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Probe"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    probe_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProbeDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProbeCreated"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    probe_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Probe */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    probe_health: {
        parameters: {
            query?: {
                from?: number;
                to?: number;
            };
            header?: never;
            path: {
                /** @description Probe */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProbeHealthView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    procedure_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ProcedureRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    program_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description The controller's address. */
                host?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Text within host, protocol, name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ProgramRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    program_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Program */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    program_diff: {
        parameters: {
            query: {
                from: number;
                to: number;
            };
            header?: never;
            path: {
                /** @description Program */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramDiff"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protocol_list: {
        parameters: {
            query?: {
                from?: number;
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolStatistics"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protocol_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the protocol */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolReference"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    record_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Record */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Whether a notice was issued on it. */
                noticed?: boolean;
                q?: string;
                severity?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ReportRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Report */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule_set_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RuleSetRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule_set_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleSetDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSetDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule_set_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Rule set */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSetDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule_set_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Rule set */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleSetChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSetDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule_set_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Rule set */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule_set_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleSetDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompileReport"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_end: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    policy_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Policy"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    policy_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Created"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    policy_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Policy */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                kind?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Whether it lives on this node. */
                local?: boolean;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Tenant"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Created"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCreated"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Account */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCreated"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    welcome_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Welcome"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
