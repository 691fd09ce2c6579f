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
    "/api/v1/circulars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Circulars of the caller's tenant, newest first, with their figures. */
        get: operations["circular_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/circulars/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One circular with its letter and figures. */
        get: operations["circular_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/circulars/{id}/copies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its recipients, each with delivery, receipts and state. */
        get: operations["circular_copies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/circulars/{id}/correction-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The letter of a circular, to be corrected; nothing is saved. */
        get: operations["correction_draft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/circulars/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The official paper of a circular with all its recipients. */
        get: operations["circular_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/circulars/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a circular, or the notices of some of its recipients. */
        post: operations["circular_withdraw"];
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
    "/api/v1/deputies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deputies that concern the caller; all of the organisation for whoever manages accounts. */
        get: operations["deputy_list"];
        put?: never;
        /** Names a deputy for a time. */
        post: operations["deputy_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deputies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a deputy's time. */
        delete: operations["deputy_withdraw"];
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
    "/api/v1/findings/{id}/hazard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a hazard from a finding. */
        post: operations["finding_hazard"];
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
    "/api/v1/hazards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hazards of the caller's organisation. */
        get: operations["hazard_list"];
        put?: never;
        /** Opens a hazard of the caller's own organisation. */
        post: operations["hazard_open"];
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
        /** What waits for the caller's role, the soonest due first. */
        get: operations["inbox_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives things to a person, or takes them back from everybody. */
        post: operations["inbox_assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much waits, by kind and severity; each figure is the total of its list. */
        get: operations["inbox_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People of the caller's organisation and role, to whom things can be given. */
        get: operations["inbox_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the same step on many things; each has its own outcome. */
        post: operations["inbox_steps"];
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
    "/api/v1/loops/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One loop: its course, how it stands, what the caller may do now. */
        get: operations["loop_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops/{id}/recheck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks at a hazard's conditions on this node's own data, and tells the issuer. */
        post: operations["loop_recheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a step in a loop. */
        post: operations["loop_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops/{id}/supervise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Follows a loop below 督办: issuer and recipient are told. */
        post: operations["loop_supervise"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops/procedures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** States and steps of a loop as its pack declares them. */
        get: operations["loop_machine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops/sampling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draws closed loops to be looked at again 抽查, by a seed that is printed. */
        post: operations["loop_sampling"];
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
        /** Counts by each dimension, and how long things took. */
        get: operations["loop_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loops/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the same step in many loops, each with its own outcome. */
        post: operations["loop_steps"];
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
    "/api/v1/node/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** This node takes another key; the old one signs that. */
        post: operations["node_key_change"];
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
    "/api/v1/nodes/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of a node, oldest first. */
        get: operations["node_key_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{id}/keys/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes the key of a child node. */
        post: operations["node_key_revoke"];
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
    "/api/v1/notice-drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drafts of the caller's tenant, newest first. */
        get: operations["notice_draft_list"];
        put?: never;
        /** Keeps a new draft. */
        post: operations["notice_draft_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-drafts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One draft and what the caller may do with it. */
        get: operations["notice_draft_view"];
        /** Changes a draft that is still written. */
        put: operations["notice_draft_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-drafts/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The paper of a draft as it would be issued now. */
        get: operations["draft_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-drafts/{id}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issues a draft: a circular, and a sealed notice for each recipient. */
        post: operations["notice_draft_issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-drafts/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hands a draft in for review, approves it, sends it back, or gives it up. */
        post: operations["notice_draft_review"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-drafts/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who would get a letter, by which rule and through which node; who would not, and why. */
        post: operations["letter_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-papers/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a paper with this code is, for whoever may see its record. */
        get: operations["paper_found"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Number series of the caller's tenant, each with the number it would give next. */
        get: operations["series_list"];
        put?: never;
        /** Makes a number series. */
        post: operations["series_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-series/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a number series; numbers already given stay. */
        put: operations["series_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Texts that a letter may begin with, as the packs give them. */
        get: operations["template_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-templates/fill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A letter out of a template; nothing is saved. */
        post: operations["template_fill"];
        delete?: never;
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
    "/api/v1/notices/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The official paper of a notice, for either party. */
        get: operations["notice_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/forward-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A letter that hands a received notice on; nothing is saved. */
        get: operations["forward_draft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The recipient has the notice before its eyes: told to the issuer once. */
        post: operations["notice_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipt of a notice that was signed for. */
        get: operations["notice_receipt"];
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
        post: operations["notice_step"];
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
    "/api/v1/packs/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whose result changes under a version that is only at hand (the body is its folder as a zip):
         *     the filings here, a page at a time. Nothing is kept.
         */
        post: operations["pack_compare"];
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
    "/api/v1/reports/{id}/notice-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A filled letter that answers a report; nothing is saved. */
        get: operations["report_notice_draft"];
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
    "/api/v1/sharing-policies/{id}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Offers what was said before to whom a policy newly names: one batch. */
        post: operations["policy_offer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests for consent that the caller's tenant made or got, with their answers. */
        get: operations["consent_list"];
        put?: never;
        /** Asks an enterprise for its consent. */
        post: operations["consent_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/consents/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Grants, refuses or withdraws a consent. */
        post: operations["consent_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own groups and those the caller's tenant is invited to. */
        get: operations["group_list"];
        put?: never;
        /** Makes a group. */
        post: operations["group_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One group; to its owner with everyone invited. */
        get: operations["group_view"];
        /** Changes a group. */
        put: operations["group_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/groups/{id}/membership": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Joins or leaves a group. */
        post: operations["membership_put"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What policies can cover, and what they can leave out. */
        get: operations["sharing_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/objects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller's tenant shared, or others with it. */
        get: operations["shared_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/objects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One shared object; to its owner with those who have it. */
        get: operations["shared_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/objects/{id}/passings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Passes on what another organisation said. */
        post: operations["pass_on"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/objects/{id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a statement back from everyone it was given to. */
        post: operations["shared_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/objects/{id}/sightings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What receivers said of one's own statement. */
        get: operations["sighting_figures"];
        put?: never;
        /** Tells the owner what was met of it. */
        post: operations["sighting_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who would get something, by which rule and way, and what each would see. */
        post: operations["sharing_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks that the caller's tenant issued or received. */
        get: operations["task_list"];
        put?: never;
        /** Hands a task to each recipient, or takes one from above apart. */
        post: operations["task_issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task, its steps, and how its parts stand. */
        get: operations["task_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/dispatches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dispatches of the caller's tenant. */
        get: operations["dispatch_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/dispatches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The board of one dispatch. Its rows are `GET /tasks?dispatch=…`. */
        get: operations["dispatch_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would be issued: number, deadline and recipients. */
        post: operations["task_preview"];
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
        /**
         * @description What the enterprise says.
         * @enum {string}
         */
        Answer: "grant" | "refuse" | "withdraw";
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
        /** @description `POST /api/v1/inbox/assign`: gives things to a person, or takes them back from everybody. */
        AssignDraft: {
            /** @description 1 to 200. */
            items: components["schemas"]["InboxItem"][];
            note?: string;
            /**
             * @description Login of somebody of the caller's organisation and role (`GET /api/v1/inbox/people`);
             *     absent: of nobody.
             */
            to?: string | null;
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
        /** @description Who is named. An audience that names nothing resolves to nobody. */
        Audience: {
            /** @description Sharing groups of the same owner. */
            groups?: components["schemas"]["Id"][];
            level?: components["schemas"]["Level"] | null;
            tenants?: components["schemas"]["TenantPath"][];
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
        /** @description `POST /api/v1/inbox/steps`: the same step on many things, each in a transaction of its own. */
        BatchSteps: {
            /** @description Action of the procedure. */
            action: string;
            attachments?: components["schemas"]["Attachment"][];
            /** @description Further fields of the step. */
            fields?: {
                [key: string]: string;
            };
            /** @description 1 to 200, of kinds `notice`, `hazard`, `task`, `ask`, `filing`. */
            items: components["schemas"]["InboxItem"][];
            text?: string;
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
        /**
         * @description What a machine saw.
         * @enum {string}
         */
        CheckOutcome: "held" | "failed" | "unknown";
        /** @description A condition as a node's own data showed it. */
        CheckResult: {
            /** @description When it was looked at. */
            at: components["schemas"]["Millis"];
            condition: components["schemas"]["Condition"];
            outcome: components["schemas"]["CheckOutcome"];
            /** @description What was seen: parameters of the console's sentence. */
            seen?: {
                [key: string]: string;
            };
            /** @description Since when the data were looked through. */
            since: components["schemas"]["Millis"];
        };
        /** @description `GET /api/v1/circulars/{id}`. */
        CircularDetail: components["schemas"]["CircularRow"] & {
            /** @description What the caller may do: `withdraw`, `correct`. */
            actions: string[];
            author: string;
            corrected_by?: components["schemas"]["Id"] | null;
            corrects?: components["schemas"]["Id"] | null;
            corrects_number?: string;
            forwards?: components["schemas"]["Id"] | null;
            letter: components["schemas"]["Letter"];
            paper_code: string;
            reviewed_by: string;
            seal?: components["schemas"]["Seal"] | null;
        };
        /** @description Figures of a circular: each equals the `total` of `GET /api/v1/circulars/{id}/copies?…`. */
        CircularFigures: {
            /** Format: int64 */
            closed: number;
            /**
             * Format: int64
             * @description Accepted by the neighbour that leads to the recipient, or hosted here.
             */
            delivered: number;
            /**
             * Format: int64
             * @description Past the deadline and not over.
             */
            overdue: number;
            /** Format: int64 */
            read: number;
            /** Format: int64 */
            recipients: number;
            /** Format: int64 */
            replied: number;
            /** Format: int64 */
            signed: number;
            /** Format: int64 */
            withdrawn: number;
            /**
             * Format: int64
             * @description Notices written so far: all of them but while it is being issued.
             */
            written: number;
        };
        /** @description One row of `GET /api/v1/circulars`. */
        CircularRow: {
            due: components["schemas"]["Millis"];
            figures: components["schemas"]["CircularFigures"];
            /** @description Handed on from above 转发, by that one's number, or empty. */
            forwarded_number: string;
            genre: components["schemas"]["Genre"];
            id: components["schemas"]["Id"];
            issue: string;
            issued: components["schemas"]["Millis"];
            number: string;
            series?: components["schemas"]["Id"] | null;
            severity: components["schemas"]["Severity"];
            title: string;
        };
        /** @description `POST /api/v1/circulars/{id}/withdraw`. */
        CircularWithdraw: {
            reason: string;
            /** @description Only these recipients; empty = all whose loop is not over. */
            tenants?: components["schemas"]["TenantPath"][];
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
        /** @description Something a machine can look at to see whether a hazard is gone. */
        Condition: {
            address: string;
            /** @enum {string} */
            check: "port_closed";
            /** Format: int32 */
            port: number;
        } | {
            address: string;
            /** @enum {string} */
            check: "firmware_changed";
            was: string;
        } | {
            address: string;
            /** @enum {string} */
            check: "firmware_at_least";
            version: string;
        } | {
            /** @enum {string} */
            check: "traffic_gone";
            rule: string;
            source?: string;
            target?: string;
        } | {
            /** @enum {string} */
            check: "finding_quiet";
            finding: components["schemas"]["Id"];
        };
        /**
         * @description How sure a statement is.
         * @enum {string}
         */
        Confidence: "V" | "S" | "D" | "M" | "A";
        /** @description `POST /api/v1/sharing/consents/{id}/answer`: the enterprise grants, refuses or withdraws. */
        ConsentAnswer: {
            answer: components["schemas"]["Answer"];
            note?: string;
            until?: components["schemas"]["Millis"] | null;
        };
        /** @description `POST /api/v1/sharing/consents`: an authority asks. */
        ConsentAsk: {
            enterprise: components["schemas"]["TenantPath"];
            reason: string;
            receivers: components["schemas"]["Receivers"];
            subject: components["schemas"]["Subject"];
            until: components["schemas"]["Millis"];
        };
        /** @description A row of `GET /api/v1/sharing/consents`: a request and its answer. */
        ConsentRow: {
            answered?: components["schemas"]["Millis"] | null;
            asked: components["schemas"]["Millis"];
            /** @description Who asks to pass on, or may. */
            authority: components["schemas"]["TenantPath"];
            authority_name: string;
            enterprise: components["schemas"]["TenantPath"];
            enterprise_name: string;
            /** @description Of the request. */
            id: components["schemas"]["Id"];
            note: string;
            reason: string;
            receivers: components["schemas"]["Receivers"];
            /** @description `asked`, `granted`, `refused`, `withdrawn`, `expired`. */
            state: string;
            subject: components["schemas"]["Subject"];
            until: components["schemas"]["Millis"];
        };
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
        /** @description One row of `GET /api/v1/circulars/{id}/copies`. */
        CopyRow: {
            closed?: components["schemas"]["Millis"] | null;
            delivered?: components["schemas"]["Millis"] | null;
            /** @description By the edge ledger: `hosted`, `queued`, `sent`, `applied`, `rejected`; empty = not yet. */
            delivery: string;
            /** @description Code of a rejection. */
            delivery_code?: string | null;
            kind?: components["schemas"]["TenantKind"] | null;
            notice: components["schemas"]["Id"];
            overdue: boolean;
            read?: components["schemas"]["Millis"] | null;
            recipient: components["schemas"]["TenantPath"];
            recipient_name: string;
            replied?: components["schemas"]["Millis"] | null;
            /** @description What took it in: `named`, `report`, or the rule's name. */
            rule: string;
            signed?: components["schemas"]["Millis"] | null;
            /** @description State of its loop; empty = not written yet. */
            state: string;
        };
        /** @description A key and how many. */
        Count: {
            /** Format: int64 */
            count: number;
            key: string;
        };
        /**
         * @description How often, as a range.
         * @enum {string}
         */
        CountRange: "0" | "1" | "2-9" | "10-99" | "100-999" | "1000+";
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
        /** @description `POST /api/v1/deputies`. */
        DeputyDraft: {
            /** @description Login of somebody with the same role: a deputy gains no right that the role does not have. */
            deputy: string;
            from: components["schemas"]["Millis"];
            kinds?: string[];
            /** @description Login; absent: the caller. Naming another takes the permission `user_manage`. */
            person?: string | null;
            /** @description At most a year after `from`. */
            until: components["schemas"]["Millis"];
        };
        /** @description One row of `GET /api/v1/deputies`: a person's work is also shown to another for a time. */
        DeputyRow: {
            /** @description Who does it. */
            deputy: components["schemas"]["Person"];
            from: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            /** @description Of these kinds; empty: of all. */
            kinds: string[];
            /** @description Whose work. */
            person: components["schemas"]["Person"];
            /** Format: int32 */
            revision: number;
            /** @description `coming`, `active`, `past`, `withdrawn`. */
            state: string;
            until: components["schemas"]["Millis"];
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
        /**
         * @description `GET /api/v1/tasks/dispatches/{id}`: the board of one dispatch. Its rows are
         *     `GET /api/v1/tasks?dispatch=…`.
         */
        DispatchBoard: {
            /** @description Parts that the recipients made, as their summaries tell. */
            below: components["schemas"]["TaskFigures"];
            due: components["schemas"]["Millis"];
            figures: components["schemas"]["TaskFigures"];
            id: components["schemas"]["Id"];
            issued: components["schemas"]["Millis"];
            number: string;
            part_of?: components["schemas"]["Id"] | null;
            severity: components["schemas"]["Severity"];
            text: string;
            title: string;
            /**
             * Format: int64
             * @description How often recipients were urged 催办.
             */
            urged: number;
        };
        /** @description Answer to `POST /api/v1/tasks`. */
        Dispatched: {
            dispatch: components["schemas"]["Id"];
            number: string;
            tasks: components["schemas"]["Id"][];
        };
        /** @description One row of `GET /api/v1/tasks/dispatches`. */
        DispatchRow: {
            due: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            issued: components["schemas"]["Millis"];
            number: string;
            /** Format: int64 */
            open: number;
            /** Format: int64 */
            overdue: number;
            severity: components["schemas"]["Severity"];
            title: string;
            /** Format: int64 */
            total: number;
        };
        DocumentChoice: {
            document: string;
            /** @description `docx`, `pdf`, `xlsx`. */
            formats: string[];
            title: components["schemas"]["Text"];
        };
        /** @description `GET /api/v1/notice-drafts/{id}`. */
        DraftDetail: components["schemas"]["DraftRow"] & {
            /** @description What the caller may do: `save`, `submit`, `approve`, `return`, `discard`, `issue`. */
            actions: string[];
            letter: components["schemas"]["Letter"];
        };
        /** @description `POST /api/v1/notice-drafts/{id}/issue`. */
        DraftIssue: {
            /** Format: int32 */
            revision: number;
        };
        /** @description `POST /api/v1/notice-drafts/{id}/review`. */
        DraftReview: {
            /** @description `submit`, `approve`, `return`, `discard`. */
            action: string;
            note?: string;
            /**
             * Format: int32
             * @description The revision that was looked at; another one is a conflict.
             */
            revision: number;
        };
        /** @description One row of `GET /api/v1/notice-drafts`. */
        DraftRow: {
            changed: components["schemas"]["Millis"];
            circular?: components["schemas"]["Id"] | null;
            genre: components["schemas"]["Genre"];
            id: components["schemas"]["Id"];
            note: string;
            reviewed_by: string;
            /** Format: int32 */
            revision: number;
            severity: components["schemas"]["Severity"];
            state: components["schemas"]["DraftState"];
            title: string;
            written_by: string;
        };
        /** @description `POST /api/v1/notice-drafts` (revision 0), `PUT /api/v1/notice-drafts/{id}`. */
        DraftSave: {
            letter: components["schemas"]["Letter"];
            /** Format: int32 */
            revision?: number;
        };
        /**
         * @description Where a draft stands.
         * @enum {string}
         */
        DraftState: "writing" | "submitted" | "approved" | "returned" | "issued" | "discarded";
        /** @description An open loop of the same hazard. */
        Duplicate: {
            issuer: components["schemas"]["TenantPath"];
            issuer_name: string;
            number: string;
            recipient: components["schemas"]["TenantPath"];
            recipient_name: string;
            state: string;
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
        /** @description Somebody who would not get a letter. */
        Excluded: {
            /** @description `by_hand`, `unknown`, `jurisdiction`, `unreachable`, `inactive`, `itself`. */
            reason: string;
            /** @description What would have taken it in. */
            rule: string;
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
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
            /** @description Steps that it hands to their stand-in, until they are taken back or the state moves. */
            delegates?: components["schemas"]["HandedStep"][];
            /** @description Forms that must be complete. */
            forms: string[];
            /** @description Why it cannot be taken yet; empty = it can. */
            obstacles: components["schemas"]["Remark"][];
            optional: string[];
            /** @description Steps that it takes back from their stand-in. */
            recalls?: components["schemas"]["HandedStep"][];
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
            /** @description Steps that are in the hands of their stand-in now. */
            delegated?: components["schemas"]["HandedStep"][];
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
        /** @description Of the latest filing that the issuer may see. */
        FilingRule: {
            /**
             * @description Text within its frozen answers: a product, a model, a version. Only where the issuer sees
             *     answers at all.
             */
            names?: string | null;
            period?: string | null;
            /** @description Pack id: `grading-industrial`. */
            procedure: string;
            /** @description A code of the procedure's first result: its grade. */
            result?: string | null;
            /** @description A state of the procedure. */
            state?: string | null;
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
        /** @description A letter made of a template or of another notice, and blanks that nothing filled. */
        FilledLetter: {
            letter: components["schemas"]["Letter"];
            template: string;
            /** @description Blanks that stand in the text as `＿＿`. */
            unfilled: string[];
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
        /** @description A notice as it was handed on. */
        ForwardRow: {
            by: components["schemas"]["TenantPath"];
            by_name: string;
            /** @description The forwarder's circular: only the forwarder can open it. */
            circular: components["schemas"]["Id"];
            counted: components["schemas"]["Millis"];
            figures: components["schemas"]["CircularFigures"];
            issued: components["schemas"]["Millis"];
            number: string;
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
        /**
         * @description How a notice is meant.
         * @enum {string}
         */
        Genre: "notice" | "warning" | "advice" | "correction";
        /** @description `GET /api/v1/sharing/groups/{id}`. */
        GroupDetail: components["schemas"]["GroupRow"] & {
            members: components["schemas"]["TenantPath"][];
            /** @description For the owner: everyone invited, and where each stands. */
            roll: components["schemas"]["MemberRow"][];
            rules: components["schemas"]["MemberRule"][];
        };
        /** @description `POST /api/v1/sharing/groups`, `PUT /api/v1/sharing/groups/{id}`. */
        GroupDraft: {
            dissolved?: boolean;
            members?: components["schemas"]["TenantPath"][];
            name: string;
            purpose: string;
            rules?: components["schemas"]["MemberRule"][];
        };
        /** @description Another loop of the same hazard. */
        GroupMember: {
            id: components["schemas"]["Id"];
            issuer: components["schemas"]["TenantPath"];
            issuer_name: string;
            number: string;
        };
        /** @description A row of `GET /api/v1/sharing/groups`: own groups, and those this organisation is invited to. */
        GroupRow: {
            dissolved: boolean;
            id: components["schemas"]["Id"];
            name: string;
            /** @description The caller's tenant owns it. */
            own: boolean;
            owner: components["schemas"]["TenantPath"];
            owner_name: string;
            purpose: string;
            /**
             * Format: int64
             * @description For the owner: how many it reaches now.
             */
            reaches?: number | null;
            /** Format: int32 */
            revision: number;
            said?: components["schemas"]["MembershipState"] | null;
        };
        /** @description A step that can be, or is, in the hands of a stand-in. */
        HandedStep: {
            action: string;
            /** @description The stand-in: a party of the filing. */
            party: string;
            title: components["schemas"]["Text"];
        };
        /** @description `POST /api/v1/hazards`. */
        HazardDraft: {
            checks?: components["schemas"]["Condition"][];
            due?: components["schemas"]["Millis"] | null;
            /** @description Hazard identity 隐患标识; absent: made from the title. */
            hazard?: string;
            severity: components["schemas"]["Severity"];
            source: components["schemas"]["LoopSource"];
            techniques?: string[];
            text?: string;
            title: string;
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
        /** @description How many wait, and how many of them too long. */
        InboxCount: {
            /** Format: int64 */
            count: number;
            key: string;
            /** Format: int64 */
            overdue: number;
        };
        /**
         * @description `GET /api/v1/inbox/counts`: what waits for the caller's role. Each figure is the `total` of
         *     `GET /api/v1/inbox` with the filter that its name says.
         */
        InboxCounts: {
            /** @description `?kind=…`, only kinds of which something waits. */
            by_kind: components["schemas"]["InboxCount"][];
            /** @description `?severity=…` */
            by_severity: components["schemas"]["InboxCount"][];
            /**
             * Format: int64
             * @description `?assigned=mine`
             */
            mine: number;
            /**
             * Format: int64
             * @description `?overdue=true`
             */
            overdue: number;
            /** Format: int64 */
            total: number;
            /**
             * Format: int64
             * @description `?assigned=nobody`
             */
            unassigned: number;
        };
        /** @description One thing in the inbox. */
        InboxItem: {
            kind: string;
            object: string;
        };
        /** @description One row of `GET /api/v1/inbox`. */
        InboxRow: {
            /** @description What is to be done: the titles of the actions that the caller's role may take. */
            action: components["schemas"]["Text"];
            /**
             * @description Their codes, as steps name them; empty where the page of the object offers something else
             *     than a step.
             */
            actions: string[];
            assignee?: components["schemas"]["Person"] | null;
            /** @description Why most of it was refused, where something was. */
            code?: string;
            due?: components["schemas"]["Millis"] | null;
            /** @description Ruled by a procedure that is only an example. */
            example: boolean;
            /** @description Name of the organisation it comes from. */
            from: string;
            /**
             * @description What is the same for several rows: the circular, the dispatch, the hazard. `?group=` lists
             *     them.
             */
            group?: string;
            /**
             * Format: int64
             * @description How many rows wait in the group, this one included.
             */
            group_size: number;
            /** @description One of [`KINDS`]. */
            kind: string;
            /** @description Given to the caller, or to somebody for whom the caller stands in now. */
            mine: boolean;
            /**
             * @description The object, or the obligation's name; of `quarantine` the neighbour, after `out.` where it
             *     refused what this node sent and after `in.` where this node refused what it sent.
             */
            object: string;
            overdue: boolean;
            severity?: components["schemas"]["Severity"] | null;
            since: components["schemas"]["Millis"];
            title: string;
            /** @description The title in English, where it is not somebody's own words: that of a rule. */
            title_en?: string;
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
        /** @description What was issued. */
        Issued: {
            circular: components["schemas"]["Id"];
            issue: string;
            /** Format: int64 */
            notices: number;
            number: string;
        };
        /** @description What became of one thing. */
        ItemOutcome: components["schemas"]["InboxItem"] & {
            /** @description Why not: a code of docs/errors.md. */
            code?: string | null;
            done: boolean;
            params?: {
                [key: string]: string;
            };
        };
        /** @description Answer to an act on many things: what became of each, in the order asked. */
        ItemsOutcome: {
            /** Format: int32 */
            done: number;
            items: components["schemas"]["ItemOutcome"][];
            /** Format: int32 */
            refused: number;
        };
        /** @description `POST /api/v1/node/key`: this node takes another key. */
        KeyChange: {
            /**
             * @description Also when a neighbour was last heard speaking an older version, which may not know that
             *     keys change.
             */
            anyway?: boolean;
            /** @description Why; up to 500 characters. */
            reason?: string;
        };
        /** @description `POST /api/v1/nodes/{id}/keys/revocation`: a child's key holds no longer. */
        KeyRevocation: {
            /** @description Why; 1–500 characters. */
            reason: string;
        };
        /** @description A field of a kind and what may be done to it. */
        KindField: {
            name: string;
            treatments: components["schemas"]["Treatment"][];
        };
        /** @description A row of `GET /api/v1/sharing/kinds`: what policies can cover, and what they can leave out. */
        KindRow: {
            fields: components["schemas"]["KindField"][];
            kind: string;
        };
        /** @description A letter before it is issued. */
        Letter: {
            attachments?: components["schemas"]["Attachment"][];
            checks?: components["schemas"]["Condition"][];
            /** @description Whom the paper names as getting a copy 抄送, or empty: words on the paper, no delivery. */
            copies_to?: string;
            corrects?: components["schemas"]["Id"] | null;
            due?: components["schemas"]["Millis"] | null;
            forwards?: components["schemas"]["Id"] | null;
            genre?: components["schemas"]["Genre"];
            /** @description Hazard identity 隐患标识, with `@` and nothing after it where each recipient has its own. */
            hazard?: string;
            /** @description National mark on the paper (`内部`, `敏感`), or empty. */
            mark?: string;
            recipients: components["schemas"]["Recipients"];
            report?: components["schemas"]["Id"] | null;
            series?: components["schemas"]["Id"] | null;
            severity: components["schemas"]["Severity"];
            techniques?: string[];
            text: string;
            title: string;
            tlp?: components["schemas"]["Tlp"];
        };
        /**
         * @description Distribution levels: presets that resolve to explicit tenants at the moment of sharing.
         * @enum {string}
         */
        Level: "own" | "province" | "ministry" | "group" | "all";
        /** @description A list that filings make. */
        ListRule: {
            period?: string | null;
            /** @description Pack id. */
            procedure: string;
            /** @description State in which the list counts: `published`. */
            state: string;
        };
        /** @description What changed, sent over `GET /api/v1/live` (server-sent events, event name = `topic`). */
        LiveEvent: {
            id?: components["schemas"]["Id"] | null;
            /** @description `asset`, `finding`, `report`, `notice`, `loop`, `delivery`, `node`, `observation`, `audit`, … */
            topic: string;
        };
        /** @description A step that the caller may take now. */
        LoopAction: {
            action: string;
            /** @description Whether somebody waits for it. */
            awaited: boolean;
            fields: components["schemas"]["LoopField"][];
            /** @description Of `text` and `attachments`, those that must be given. */
            requires: string[];
            /** @description Of `text` and `attachments`, those that may be given besides. */
            takes: string[];
            title: components["schemas"]["Text"];
        };
        /** @description Something asked that waits for its answer. */
        LoopAsk: {
            /** @description `extension`, `dispute`, `transfer`. */
            ask: string;
            at: components["schemas"]["Millis"];
            fields?: {
                [key: string]: string;
            };
            step: components["schemas"]["Id"];
        };
        /** @description `POST /api/v1/loops/steps`: one step on many loops, each on its own. */
        LoopBatch: {
            loops: components["schemas"]["Id"][];
            step: components["schemas"]["LoopStepDraft"];
        };
        /** @description `GET /api/v1/loops/{id}`: the subject, its course, and what the caller may do now. */
        LoopDetail: components["schemas"]["LoopRow"] & {
            actions: components["schemas"]["LoopAction"][];
            /** @description What a machine can look at. */
            conditions: components["schemas"]["Condition"][];
            procedure: string;
            standing: components["schemas"]["LoopStanding"];
            steps: components["schemas"]["LoopStepRow"][];
            text: string;
        };
        /** @description A typed field of a step. */
        LoopField: {
            /** @description `days`, `date`, `tenant`, `number`, `text`. */
            kind: string;
            /** Format: int32 */
            most?: number | null;
            name: string;
            required: boolean;
            title: components["schemas"]["Text"];
        };
        /** @description `GET /api/v1/loops/procedures/{id}`: states and steps as the pack declares them. */
        LoopMachine: {
            /** @description Graphviz. */
            dot: string;
            /** @description `id@version`. */
            procedure: string;
            states: components["schemas"]["LoopMachineState"][];
            steps: components["schemas"]["MachineStep"][];
        };
        LoopMachineState: {
            closed: boolean;
            id: string;
            terminal: boolean;
            title: components["schemas"]["Text"];
        };
        /** @description What became of one of them. */
        LoopOutcome: {
            /** @description Why not; absent when it was done. */
            code?: string | null;
            loop: components["schemas"]["Id"];
            params?: {
                [key: string]: string;
            };
        };
        /** @description `GET /api/v1/loops`: a loop as its parties and the tiers above see it. */
        LoopRow: {
            /** @description Other open loops of the same hazard at the same recipient, as far as seen here. */
            also: components["schemas"]["GroupMember"][];
            closed?: components["schemas"]["Millis"] | null;
            due: components["schemas"]["Millis"];
            /** Format: int32 */
            escalated: number;
            /** Format: int32 */
            extended: number;
            /** @description Digest of the hazard identity, or empty. */
            hazard: string;
            /** @description The notice, hazard or task. */
            id: components["schemas"]["Id"];
            industry: string;
            issued: components["schemas"]["Millis"];
            issuer: components["schemas"]["TenantPath"];
            issuer_name: string;
            number: string;
            open: boolean;
            overdue: boolean;
            /** @description `issuer`, `recipient`; empty for a bystander. */
            party: string;
            rechecked?: components["schemas"]["CheckOutcome"] | null;
            recipient: components["schemas"]["TenantPath"];
            recipient_name: string;
            region: string;
            /** Format: int32 */
            reopened: number;
            replied?: components["schemas"]["Millis"] | null;
            /** Format: int32 */
            returned: number;
            severity: components["schemas"]["Severity"];
            signed?: components["schemas"]["Millis"] | null;
            source: components["schemas"]["LoopSource"];
            state: string;
            supervised: boolean;
            techniques: string[];
            /** @description Empty for whoever sees the summary only. */
            title: string;
        };
        /** @description What was drawn: sort the population by the hex SHA-256 of `<seed>:<id>`, take the first. */
        LoopSample: {
            items: components["schemas"]["LoopRow"][];
            /** Format: int64 */
            population: number;
            seed: string;
        };
        /** @description `POST /api/v1/loops/sampling`: draws closed loops to be re-checked. */
        LoopSampling: {
            /** @description Mark what is drawn with a `sample` step. */
            mark?: boolean;
            /** @description Absent: one is made and printed. */
            seed?: string | null;
            since?: components["schemas"]["Millis"] | null;
            /**
             * Format: int32
             * @description How many.
             */
            size: number;
        };
        /**
         * @description What a loop is about.
         * @enum {string}
         */
        LoopSource: "notice" | "finding" | "vulnerability" | "assessment_risk" | "data_risk" | "drill_gap" | "task";
        /** @description How a loop stands. */
        LoopStanding: {
            asks: components["schemas"]["LoopAsk"][];
            /** @description A machine saw the hazard again after it was closed. */
            came_back: boolean;
            closed: boolean;
            /** Format: int32 */
            disputed: number;
            due?: components["schemas"]["Millis"] | null;
            /** @description By when all of it is to be done, with what was granted. */
            final_due: components["schemas"]["Millis"];
            read?: components["schemas"]["Millis"] | null;
            state: string;
            terminal: boolean;
            /** @description Its title, from the procedure pack. */
            title: components["schemas"]["Text"];
            /** Format: int32 */
            urged: number;
            /** @description Parties that are waited for. */
            waiting: string[];
        };
        /**
         * @description `GET /api/v1/loops/statistics`, with the filters of `GET /api/v1/loops` that have figures
         *     (`region`, `industry`, `severity`, `source`, `issuer`). Each count opens
         *     `/api/v1/loops?<dimension>=<key>` with the same filters.
         */
        LoopStatistics: {
            by_authority: components["schemas"]["Count"][];
            by_industry: components["schemas"]["Count"][];
            by_region: components["schemas"]["Count"][];
            by_severity: components["schemas"]["Count"][];
            by_source: components["schemas"]["Count"][];
            by_state: components["schemas"]["Count"][];
            by_technique: components["schemas"]["Count"][];
            /**
             * Format: int64
             * @description Of `times.close`.
             */
            close_p50_ms?: number | null;
            /** Format: int64 */
            close_p90_ms?: number | null;
            /**
             * Format: int64
             * @description Escalated for being late: `?escalated=true`.
             */
            escalated: number;
            /**
             * Format: int64
             * @description Ever given more time.
             */
            extended: number;
            /** Format: int64 */
            open: number;
            /**
             * Format: int64
             * @description Open and past due: `?overdue=true`.
             */
            overdue: number;
            overdue_by_authority: components["schemas"]["Count"][];
            overdue_by_industry: components["schemas"]["Count"][];
            /** @description Open and past due. */
            overdue_by_region: components["schemas"]["Count"][];
            overdue_by_severity: components["schemas"]["Count"][];
            /**
             * Format: int64
             * @description Ever opened again after they were closed: `?reopened=true`.
             */
            reopened: number;
            /**
             * Format: int64
             * @description Ever sent back.
             */
            returned: number;
            /**
             * Format: int64
             * @description Supervised by a higher tier 督办: `?supervised=true`.
             */
            supervised: number;
            /** @description How long all of them took. */
            times: components["schemas"]["LoopTimes"];
            times_by_authority: components["schemas"]["LoopTimesOf"][];
            times_by_industry: components["schemas"]["LoopTimesOf"][];
            times_by_region: components["schemas"]["LoopTimesOf"][];
            times_by_severity: components["schemas"]["LoopTimesOf"][];
            /** Format: int64 */
            total: number;
        };
        /** @description `POST /api/v1/loops/{id}/steps`. */
        LoopStepDraft: {
            action: string;
            attachments?: components["schemas"]["Attachment"][];
            fields?: {
                [key: string]: string;
            };
            /** @description Also on every open loop of the same hazard that allows it. */
            for_all?: boolean;
            text?: string;
        };
        /** @description A step that was taken. */
        LoopStepRow: {
            action: string;
            attachments: components["schemas"]["Attachment"][];
            author: string;
            by: components["schemas"]["TenantPath"];
            by_name: string;
            checks?: components["schemas"]["CheckResult"][];
            fields?: {
                [key: string]: string;
            };
            id: components["schemas"]["Id"];
            on_behalf_of?: string;
            party: string;
            seal?: components["schemas"]["Seal"] | null;
            /** @description State of the loop after it; `refused` for a step that does not count. */
            state: string;
            text: string;
            time: components["schemas"]["Millis"];
            title: components["schemas"]["Text"];
        };
        /** @description How long steps took, from the issue. */
        LoopTimes: {
            /** @description To the close 销号. */
            close: components["schemas"]["Spread"];
            /** @description To the first reply. */
            reply: components["schemas"]["Spread"];
            /** @description To the first signing for 签收. */
            sign: components["schemas"]["Spread"];
        };
        /** @description [`LoopTimes`] of one authority, industry, severity or region. */
        LoopTimesOf: components["schemas"]["LoopTimes"] & {
            key: string;
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
        MachineStep: {
            action: string;
            from: string[];
            party: string;
            title: components["schemas"]["Text"];
            /** @description A state, or `stay`. */
            to: string;
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
        /** @description One invited tenant, as the owner's node knows it. */
        MemberRow: {
            /** @description Named by its path; else by a rule. */
            by_path: boolean;
            kind: components["schemas"]["TenantKind"];
            /** @description What is shared with the group reaches it. */
            reached: boolean;
            said?: components["schemas"]["MembershipState"] | null;
            said_at?: components["schemas"]["Millis"] | null;
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
        };
        /** @description Members by what they are. All that is given must hold; a rule that gives nothing is refused. */
        MemberRule: {
            /** @description GB/T 4754 division. */
            industry?: string | null;
            kind?: components["schemas"]["TenantKind"] | null;
            /** @description Two-digit province code (GB/T 2260). */
            region?: string | null;
        };
        /** @description `POST /api/v1/sharing/groups/{id}/membership`: the caller's tenant joins or leaves. */
        MembershipDraft: {
            note?: string;
            state: components["schemas"]["MembershipState"];
        };
        /**
         * @description A tenant's word on a group.
         * @enum {string}
         */
        MembershipState: "joined" | "left";
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
        /** @description A row of `GET /api/v1/nodes/{id}/keys`, oldest first: a key that signs a node's records. */
        NodeKeyRow: {
            /** @description Digest of the public key. */
            key: string;
            /**
             * Format: int64
             * @description The last of the node's segments that its signature holds for; none while it signs.
             */
            last_segment?: number | null;
            /** @description `present`, `former`, `revoked`. */
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
            attachments: components["schemas"]["Attachment"][];
            corrected_by?: components["schemas"]["Id"] | null;
            corrects?: components["schemas"]["Id"] | null;
            /**
             * @description As its recipient: the circulars by which the caller's tenant handed it on. As its issuer:
             *     what the recipient told of handing it on, counts only.
             */
            forwarded?: components["schemas"]["ForwardRow"][];
            forwarded_number?: string;
            forwards?: components["schemas"]["Id"] | null;
            /** @description National mark, or empty. */
            mark: string;
            /** @description Whether the caller may hand it on to recipients of its own. */
            may_forward: boolean;
            /** @description Code that its paper carries. */
            paper_code: string;
            procedure: string;
            report?: components["schemas"]["Id"] | null;
            steps: components["schemas"]["StepRow"][];
            techniques: string[];
            text: string;
            tlp: components["schemas"]["Tlp"];
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
            /**
             * @description Loops of the same hazard at the same recipient that are open already, as far as the issuer
             *     may know.
             */
            duplicates?: components["schemas"]["Duplicate"][];
            /** @description Who is taken out of it or cannot get it, and why. */
            excluded?: components["schemas"]["Excluded"][];
            /** @description Issue as it will be written, or empty. */
            issue?: string;
            number: string;
            /** @description Whether a second person must review it first. */
            review?: boolean;
            /** @description How many conversations with neighbours it takes: deliveries by node. */
            through?: components["schemas"]["ThroughNode"][];
        };
        /** @description One row of `GET /api/v1/notices` (`?side=issued|received`, `?state=…|open`, `?overdue=true`). */
        NoticeRow: {
            circular?: components["schemas"]["Id"] | null;
            due: components["schemas"]["Millis"];
            genre: components["schemas"]["Genre"];
            id: components["schemas"]["Id"];
            /**
             * Format: int32
             * @description Issue 期 within the series and year.
             */
            issue?: number | null;
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
        /** @description Body of `notice_series`. */
        NoticeSeries: {
            enabled?: boolean;
            /** @description Genres it numbers. */
            genres: components["schemas"]["Genre"][];
            /** @description `第{issue}期`, counted on its own in each year, or empty where issues 期 are not counted. */
            issue?: string;
            name: string;
            /**
             * @description `苏工信安通〔{year}〕{n}号`: `{name}` the issuer's, `{year}`, `{n}` without gaps from 1 in
             *     each year.
             */
            number: string;
            /** @description Paper template of a pack of kind `notices`; empty = the first one. */
            paper?: string;
            /** @description Red head 发文机关标志 of the paper; empty = the issuer's name with `文件` after it. */
            red_head?: string;
            /** @description A second person reviews before it is issued. */
            review?: boolean;
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
        /**
         * @description Answer of `POST /api/v1/sharing-policies/{id}/offers`: one batch of what was said before and
         *     somebody newly named lacks.
         */
        Offered: {
            /**
             * Format: int64
             * @description Not offered: the mark is TLP:RED, the statement was revoked, or a consent is missing.
             */
            held_back: number;
            /**
             * Format: int64
             * @description Statements looked at in this batch.
             */
            looked_at: number;
            /** @description Whether statements remain; ask again. */
            more: boolean;
            /**
             * Format: int64
             * @description Views queued.
             */
            offered: number;
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
        /**
         * @description Answer to `GET /api/v1/packs/{id}/{version}/diff` and `POST /api/v1/packs/diff`: whose result
         *     changes under this version.
         */
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
            /** @description Where the next page begins: `?cursor=`. */
            next?: string | null;
            /** @description What the results and their codes are called under this version. */
            results?: {
                [key: string]: components["schemas"]["ResultTitles"];
            };
            /**
             * Format: int32
             * @description Filings of which only the summary is here: what was answered, and so what would come of it,
             *     is known where they were handed in.
             */
            summaries?: number;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        Page_CircularRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                due: components["schemas"]["Millis"];
                figures: components["schemas"]["CircularFigures"];
                /** @description Handed on from above 转发, by that one's number, or empty. */
                forwarded_number: string;
                genre: components["schemas"]["Genre"];
                id: components["schemas"]["Id"];
                issue: string;
                issued: components["schemas"]["Millis"];
                number: string;
                series?: components["schemas"]["Id"] | null;
                severity: components["schemas"]["Severity"];
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
        Page_ConsentRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                answered?: components["schemas"]["Millis"] | null;
                asked: components["schemas"]["Millis"];
                /** @description Who asks to pass on, or may. */
                authority: components["schemas"]["TenantPath"];
                authority_name: string;
                enterprise: components["schemas"]["TenantPath"];
                enterprise_name: string;
                /** @description Of the request. */
                id: components["schemas"]["Id"];
                note: string;
                reason: string;
                receivers: components["schemas"]["Receivers"];
                /** @description `asked`, `granted`, `refused`, `withdrawn`, `expired`. */
                state: string;
                subject: components["schemas"]["Subject"];
                until: components["schemas"]["Millis"];
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
        Page_CopyRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                closed?: components["schemas"]["Millis"] | null;
                delivered?: components["schemas"]["Millis"] | null;
                /** @description By the edge ledger: `hosted`, `queued`, `sent`, `applied`, `rejected`; empty = not yet. */
                delivery: string;
                /** @description Code of a rejection. */
                delivery_code?: string | null;
                kind?: components["schemas"]["TenantKind"] | null;
                notice: components["schemas"]["Id"];
                overdue: boolean;
                read?: components["schemas"]["Millis"] | null;
                recipient: components["schemas"]["TenantPath"];
                recipient_name: string;
                replied?: components["schemas"]["Millis"] | null;
                /** @description What took it in: `named`, `report`, or the rule's name. */
                rule: string;
                signed?: components["schemas"]["Millis"] | null;
                /** @description State of its loop; empty = not written yet. */
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
        Page_DeliveryRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        Page_DeputyRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                /** @description Who does it. */
                deputy: components["schemas"]["Person"];
                from: components["schemas"]["Millis"];
                id: components["schemas"]["Id"];
                /** @description Of these kinds; empty: of all. */
                kinds: string[];
                /** @description Whose work. */
                person: components["schemas"]["Person"];
                /** Format: int32 */
                revision: number;
                /** @description `coming`, `active`, `past`, `withdrawn`. */
                state: string;
                until: components["schemas"]["Millis"];
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
        Page_DispatchRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                due: components["schemas"]["Millis"];
                id: components["schemas"]["Id"];
                issued: components["schemas"]["Millis"];
                number: string;
                /** Format: int64 */
                open: number;
                /** Format: int64 */
                overdue: number;
                severity: components["schemas"]["Severity"];
                title: string;
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
        Page_DraftRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                changed: components["schemas"]["Millis"];
                circular?: components["schemas"]["Id"] | null;
                genre: components["schemas"]["Genre"];
                id: components["schemas"]["Id"];
                note: string;
                reviewed_by: string;
                /** Format: int32 */
                revision: number;
                severity: components["schemas"]["Severity"];
                state: components["schemas"]["DraftState"];
                title: string;
                written_by: string;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        Page_GroupRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                dissolved: boolean;
                id: components["schemas"]["Id"];
                name: string;
                /** @description The caller's tenant owns it. */
                own: boolean;
                owner: components["schemas"]["TenantPath"];
                owner_name: string;
                purpose: string;
                /**
                 * Format: int64
                 * @description For the owner: how many it reaches now.
                 */
                reaches?: number | null;
                /** Format: int32 */
                revision: number;
                said?: components["schemas"]["MembershipState"] | null;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                /** @description What is to be done: the titles of the actions that the caller's role may take. */
                action: components["schemas"]["Text"];
                /**
                 * @description Their codes, as steps name them; empty where the page of the object offers something else
                 *     than a step.
                 */
                actions: string[];
                assignee?: components["schemas"]["Person"] | null;
                /** @description Why most of it was refused, where something was. */
                code?: string;
                due?: components["schemas"]["Millis"] | null;
                /** @description Ruled by a procedure that is only an example. */
                example: boolean;
                /** @description Name of the organisation it comes from. */
                from: string;
                /**
                 * @description What is the same for several rows: the circular, the dispatch, the hazard. `?group=` lists
                 *     them.
                 */
                group?: string;
                /**
                 * Format: int64
                 * @description How many rows wait in the group, this one included.
                 */
                group_size: number;
                /** @description One of [`KINDS`]. */
                kind: string;
                /** @description Given to the caller, or to somebody for whom the caller stands in now. */
                mine: boolean;
                /**
                 * @description The object, or the obligation's name; of `quarantine` the neighbour, after `out.` where it
                 *     refused what this node sent and after `in.` where this node refused what it sent.
                 */
                object: string;
                overdue: boolean;
                severity?: components["schemas"]["Severity"] | null;
                since: components["schemas"]["Millis"];
                title: string;
                /** @description The title in English, where it is not somebody's own words: that of a rule. */
                title_en?: string;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        Page_KindRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                fields: components["schemas"]["KindField"][];
                kind: string;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                /** @description Other open loops of the same hazard at the same recipient, as far as seen here. */
                also: components["schemas"]["GroupMember"][];
                closed?: components["schemas"]["Millis"] | null;
                due: components["schemas"]["Millis"];
                /** Format: int32 */
                escalated: number;
                /** Format: int32 */
                extended: number;
                /** @description Digest of the hazard identity, or empty. */
                hazard: string;
                /** @description The notice, hazard or task. */
                id: components["schemas"]["Id"];
                industry: string;
                issued: components["schemas"]["Millis"];
                issuer: components["schemas"]["TenantPath"];
                issuer_name: string;
                number: string;
                open: boolean;
                overdue: boolean;
                /** @description `issuer`, `recipient`; empty for a bystander. */
                party: string;
                rechecked?: components["schemas"]["CheckOutcome"] | null;
                recipient: components["schemas"]["TenantPath"];
                recipient_name: string;
                region: string;
                /** Format: int32 */
                reopened: number;
                replied?: components["schemas"]["Millis"] | null;
                /** Format: int32 */
                returned: number;
                severity: components["schemas"]["Severity"];
                signed?: components["schemas"]["Millis"] | null;
                source: components["schemas"]["LoopSource"];
                state: string;
                supervised: boolean;
                techniques: string[];
                /** @description Empty for whoever sees the summary only. */
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
        Page_MaintenanceWindow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                circular?: components["schemas"]["Id"] | null;
                due: components["schemas"]["Millis"];
                genre: components["schemas"]["Genre"];
                id: components["schemas"]["Id"];
                /**
                 * Format: int32
                 * @description Issue 期 within the series and year.
                 */
                issue?: number | null;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        Page_Person: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                login: string;
                name: string;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                id: components["schemas"]["Id"];
                notice?: components["schemas"]["Id"] | null;
                operation: string;
                protocol: string;
                reported: components["schemas"]["Millis"];
                reporter: components["schemas"]["TenantPath"];
                reporter_name: string;
                revoked?: components["schemas"]["Revoked"] | null;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        Page_SharedRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                id: components["schemas"]["Id"];
                kind: string;
                left_out: {
                    [key: string]: components["schemas"]["Treatment"];
                };
                owner: components["schemas"]["TenantPath"];
                owner_name: string;
                /** Format: int32 */
                revision: number;
                revoked?: components["schemas"]["Revoked"] | null;
                said: components["schemas"]["Millis"];
                /** @description The statement it is a view of, or itself. */
                statement: components["schemas"]["Id"];
                tlp: components["schemas"]["Tlp"];
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        Page_TaskRow: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
            items: {
                dispatch?: components["schemas"]["Id"] | null;
                due: components["schemas"]["Millis"];
                id: components["schemas"]["Id"];
                issued: components["schemas"]["Millis"];
                issuer: components["schemas"]["TenantPath"];
                issuer_name: string;
                number: string;
                /** @description Past `due` and not over. */
                overdue: boolean;
                part_of?: components["schemas"]["Id"] | null;
                /**
                 * Format: int64
                 * @description Tasks that the caller's tenant made of it.
                 */
                parts: number;
                /**
                 * Format: int64
                 * @description Of them, those that are over.
                 */
                parts_done: number;
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
        Page_Tenant: {
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
            /** @description There may be more than `total`: a text that very many items hold is not counted out. */
            at_least?: boolean;
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
        /** @description `GET /api/v1/notice-papers/{code}`: what a paper with this code says, for whoever may see it. */
        PaperFound: {
            code: string;
            /** @description Hash of the sealed record that the paper shows. */
            digest: string;
            issued: components["schemas"]["Millis"];
            issuer: components["schemas"]["TenantPath"];
            /** @description `notice`, `circular` or `receipt`. */
            kind: string;
            number: string;
            /** @description The notice or circular. */
            object: components["schemas"]["Id"];
            title: string;
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
        /** @description Something that was passed on. */
        PassedOnRow: {
            at: components["schemas"]["Millis"];
            by: components["schemas"]["TenantPath"];
            by_name: string;
            consents: components["schemas"]["Id"][];
            id: components["schemas"]["Id"];
            note: string;
            /** @description What was passed on, as the passer had it. */
            object: components["schemas"]["Id"];
            tenants: components["schemas"]["TenantPath"][];
        };
        /** @description `POST /api/v1/sharing/objects/{id}/passings`: pass on what another organisation said. */
        PassingDraft: {
            audience: components["schemas"]["Audience"];
            note?: string;
            /** @description Left out besides what already is. */
            treat?: {
                [key: string]: components["schemas"]["Treatment"];
            };
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
        /** @description Somebody of the caller's organisation. */
        Person: {
            login: string;
            name: string;
        };
        /**
         * @description Where it was met, as a class.
         * @enum {string}
         */
        Place: "control" | "boundary" | "office" | "cloud" | "other";
        /** @description A row of `GET /api/v1/sharing-policies`. */
        Policy: components["schemas"]["PolicyDraft"] & {
            id: components["schemas"]["Id"];
            /** Format: int32 */
            revision: number;
        };
        /** @description `POST /api/v1/sharing-policies`, `PUT /api/v1/sharing-policies/{id}`. */
        PolicyDraft: {
            audience?: components["schemas"]["TenantPath"][];
            enabled: boolean;
            /** @description Own groups. */
            groups?: components["schemas"]["Id"][];
            /** @description Names of `GET /api/v1/sharing/kinds`. */
            kinds: string[];
            level?: components["schemas"]["Level"] | null;
            name: string;
            /** @description Left out for everybody. */
            redact?: string[];
            retroactive?: components["schemas"]["Retroactive"];
            tiers?: components["schemas"]["Tier"][];
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
        /** @description `POST /api/v1/sharing/preview`: who would get something, and what they would see. */
        PreviewDraft: {
            audience?: components["schemas"]["Audience"] | null;
            /** @description What would be said, where there is no object: a body of the kind. */
            draft?: Record<string, never> | null;
            kind: string;
            object?: components["schemas"]["Id"] | null;
            policy?: components["schemas"]["Id"] | null;
            policy_draft?: components["schemas"]["PolicyDraft"] | null;
            tlp?: components["schemas"]["Tlp"] | null;
        };
        /** @description A tenant that would not get it. */
        PreviewExcluded: {
            /** @description Code of the error that sharing would end with: a mark, a missing consent. */
            code?: string;
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
            why: components["schemas"]["WhyNot"];
        };
        /** @description A tenant that would get it. */
        PreviewReceiver: {
            node?: components["schemas"]["Id"] | null;
            rules: components["schemas"]["Rule"][];
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
            through?: components["schemas"]["Id"] | null;
            through_name: string;
            /** @description Names of the policy's tiers that name it; the policy's own audience is the empty name. */
            tiers: string[];
            /** Format: int32 */
            view: number;
        };
        /** @description What some of them would see. */
        PreviewView: {
            /** @description Absent where neither an object nor a draft was given. */
            body?: Record<string, never> | null;
            left_out: {
                [key: string]: components["schemas"]["Treatment"];
            };
            tenants: components["schemas"]["TenantPath"][];
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
        /** @description Who may get it. Groups are not among them: their members change without the enterprise. */
        Receivers: {
            level?: components["schemas"]["Level"] | null;
            tenants?: components["schemas"]["TenantPath"][];
        };
        /** @description Organisations of the caller's jurisdiction; what is absent does not matter. */
        RecipientQuery: {
            /** @description GB/T 4754 division. */
            industry?: string | null;
            kind?: components["schemas"]["TenantKind"] | null;
            /** @description Two-digit province code. */
            region?: string | null;
        };
        /** @description All conditions given must hold. Only what the issuer's own tenant may see is looked at. */
        RecipientRule: {
            filing?: components["schemas"]["FilingRule"] | null;
            group?: components["schemas"]["Id"] | null;
            /** @description GB/T 4754 code that the recipient's begins with: `C26`. */
            industry?: string | null;
            kind?: components["schemas"]["TenantKind"] | null;
            listed?: components["schemas"]["ListRule"] | null;
            /** @description What the preview and the board call it, or empty. */
            name?: string;
            /** @description Two-digit province code. */
            region?: string | null;
            reported?: components["schemas"]["ReportedRule"] | null;
        };
        /** @description Whom a letter is for. */
        Recipients: {
            /** @description By rule: whoever one of them takes in. A rule without any condition takes in nobody. */
            rules?: components["schemas"]["RecipientRule"][];
            /** @description By name. */
            tenants?: components["schemas"]["TenantPath"][];
            /** @description Taken out by hand. */
            without?: components["schemas"]["TenantPath"][];
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
        /** @description Reports of findings that the issuer got. */
        ReportedRule: {
            protocol?: string | null;
            rule?: string | null;
            since?: components["schemas"]["Millis"] | null;
            /** @description ATT&CK technique. */
            technique?: string | null;
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
            revoked?: components["schemas"]["Revoked"] | null;
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
        /** @description What a new member, or whom a policy newly names, is offered of the past. */
        Retroactive: {
            /** @enum {string} */
            offer: "none";
        } | {
            /** @enum {string} */
            offer: "since";
            since: components["schemas"]["Millis"];
        } | {
            /** @enum {string} */
            offer: "all";
        };
        /** @description `POST /api/v1/sharing/objects/{id}/revocation`. */
        RevocationDraft: {
            reason: string;
        };
        /** @description That and why something is shown no more. */
        Revoked: {
            at: components["schemas"]["Millis"];
            because: string;
            by: components["schemas"]["TenantPath"];
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
        /** @description By which rule a tenant is reached. */
        Rule: {
            /** @enum {string} */
            by: "tenant";
        } | {
            /** @enum {string} */
            by: "level";
            level: components["schemas"]["Level"];
        } | {
            /** @enum {string} */
            by: "group";
            group: components["schemas"]["Id"];
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
        /** @description `POST /api/v1/notice-series`, `PUT /api/v1/notice-series/{id}`. */
        SeriesDraft: {
            /**
             * Format: int32
             * @description 0 for a new one.
             */
            revision?: number;
            series: components["schemas"]["NoticeSeries"];
        };
        /** @description One point of a series. */
        SeriesPoint: {
            /** Format: int64 */
            messages: number;
            protocol: string;
            time: components["schemas"]["Millis"];
        };
        /**
         * @description One row of `GET /api/v1/notice-series`; also the body of `PUT`, with the revision it changes
         *     (0: a new one, `POST`).
         */
        SeriesRow: components["schemas"]["NoticeSeries"] & {
            id: components["schemas"]["Id"];
            /** @description The number and the issue that the next letter would get. */
            next: string;
            next_issue: string;
            /** Format: int32 */
            revision: number;
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
        /** @description `GET /api/v1/sharing/objects/{id}`. */
        SharedObject: components["schemas"]["SharedRow"] & {
            /** @description Empty once revoked. */
            body?: Record<string, never> | null;
            /** @description Passed on by those who got it, as far as known here. */
            passed_on: components["schemas"]["PassedOnRow"][];
            /** @description For the owner: who was given it, and by which of its views. */
            receivers: components["schemas"]["SharedReceiver"][];
            sighted?: components["schemas"]["SightingRow"] | null;
            /** @description For the owner: what came back. */
            sightings: components["schemas"]["SightingFigures"];
        };
        /** @description Who was given something. */
        SharedReceiver: {
            left_out: {
                [key: string]: components["schemas"]["Treatment"];
            };
            /** @description The object it has it as. */
            object: components["schemas"]["Id"];
            /** @description `local`, `queued`, `sent`, `applied`, `rejected`; `none` while no way to it is known. */
            state: string;
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
            through?: components["schemas"]["Id"] | null;
        };
        /** @description A row of `GET /api/v1/sharing/objects`: what this organisation shared, or others with it. */
        SharedRow: {
            id: components["schemas"]["Id"];
            kind: string;
            left_out: {
                [key: string]: components["schemas"]["Treatment"];
            };
            owner: components["schemas"]["TenantPath"];
            owner_name: string;
            /** Format: int32 */
            revision: number;
            revoked?: components["schemas"]["Revoked"] | null;
            said: components["schemas"]["Millis"];
            /** @description The statement it is a view of, or itself. */
            statement: components["schemas"]["Id"];
            tlp: components["schemas"]["Tlp"];
        };
        /** @description The tenants, besides its own, that may see a record. */
        Sharing: {
            /** @description Every node of this node's tree: directory records only (nodes, tenants, packs). */
            everyone?: boolean;
            /** @description Groups that the tenants were found through. Receivers go by the tenants alone. */
            groups?: components["schemas"]["Id"][];
            policy?: components["schemas"]["Id"] | null;
            /** @description Exact tenant paths; a path does not include what lies below it. */
            tenants?: components["schemas"]["TenantPath"][];
            tlp?: components["schemas"]["Tlp"];
            view?: components["schemas"]["View"] | null;
        };
        /** @description Answer of `POST /api/v1/sharing/preview`. */
        SharingPreview: {
            /** @description Tenants asked for by `?why=` (several with commas), or named and not reached. */
            excluded: components["schemas"]["PreviewExcluded"][];
            receivers: components["schemas"]["PreviewReceiver"][];
            tlp: components["schemas"]["Tlp"];
            /** @description One a record that would be written; `receivers[].view` is a place in it. */
            views: components["schemas"]["PreviewView"][];
        };
        /** @description `POST /api/v1/sharing/objects/{id}/sightings`: the caller's tenant tells what it met. */
        SightingDraft: {
            count: components["schemas"]["CountRange"];
            /** @description Any time of the day; the day is kept. */
            first: components["schemas"]["Millis"];
            last: components["schemas"]["Millis"];
            note?: string;
            place: components["schemas"]["Place"];
            verdict: components["schemas"]["SightingVerdict"];
        };
        /** @description `GET /api/v1/sharing/objects/{id}/sightings`: what came back, in sum. */
        SightingFigures: {
            /** Format: int64 */
            false_positive: number;
            first?: components["schemas"]["Millis"] | null;
            last?: components["schemas"]["Millis"] | null;
            /**
             * Format: int64
             * @description At least so often in all.
             */
            least: number;
            /** Format: int64 */
            not_seen: number;
            places: {
                [key: string]: number;
            };
            rows: components["schemas"]["SightingRow"][];
            /**
             * Format: int64
             * @description Receivers that said something.
             */
            told: number;
            /** Format: int64 */
            true_positive: number;
        };
        /** @description One receiver's word. */
        SightingRow: {
            count: components["schemas"]["CountRange"];
            first: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            last: components["schemas"]["Millis"];
            note: string;
            place: components["schemas"]["Place"];
            said: components["schemas"]["Millis"];
            tenant: components["schemas"]["TenantPath"];
            tenant_name: string;
            verdict: components["schemas"]["SightingVerdict"];
        };
        /**
         * @description What the receiver makes of it.
         * @enum {string}
         */
        SightingVerdict: "true_positive" | "false_positive" | "not_seen";
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
        /** @description A distribution. The percentiles are within 2 % of the exact ones. */
        Spread: {
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            p50_ms?: number | null;
            /** Format: int64 */
            p90_ms?: number | null;
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
        /** @description What a consent is about. At least one of the two is given; an object narrows a kind. */
        Subject: {
            /** @description Everything of this kind that the enterprise said or that is about it. */
            kind?: string | null;
            object?: components["schemas"]["Id"] | null;
        };
        /** @description `POST /api/v1/loops/{id}/supervise`. */
        SuperviseDraft: {
            text: string;
        };
        /** @description `GET /api/v1/tasks/{id}`. */
        TaskDetail: components["schemas"]["TaskRow"] & {
            /** @description What the caller may do now. */
            actions: components["schemas"]["AvailableStep"][];
            attachments: components["schemas"]["Attachment"][];
            /**
             * @description How the parts stand that were made of it further down, as far as they tell: nothing of
             *     their content.
             */
            below: components["schemas"]["TaskFigures"];
            procedure: string;
            steps: components["schemas"]["StepRow"][];
            text: string;
        };
        /** @description `POST /api/v1/tasks` and `POST /api/v1/tasks/preview`. */
        TaskDraft: {
            attachments?: components["schemas"]["Attachment"][];
            due?: components["schemas"]["Millis"] | null;
            part_of?: components["schemas"]["Id"] | null;
            query?: components["schemas"]["RecipientQuery"] | null;
            /** @description By name. */
            recipients?: components["schemas"]["TenantPath"][];
            severity: components["schemas"]["Severity"];
            text: string;
            title: string;
            /** @description Found, and left out by hand. */
            without?: components["schemas"]["TenantPath"][];
        };
        /** @description How many tasks stand how. */
        TaskFigures: {
            by_state: components["schemas"]["Count"][];
            /** Format: int64 */
            open: number;
            /** Format: int64 */
            overdue: number;
            /** Format: int64 */
            total: number;
        };
        /** @description Answer to a preview. */
        TaskPreview: {
            due: components["schemas"]["Millis"];
            /** @description Pack and clock that set it, or `given`. */
            due_by: string;
            number: string;
            recipients: components["schemas"]["TaskRecipient"][];
        };
        /** @description One receiver of a previewed task. */
        TaskRecipient: {
            name: string;
            /** @description `named` or `query`. */
            rule: string;
            tenant: components["schemas"]["TenantPath"];
            through?: components["schemas"]["Id"] | null;
        };
        /** @description One row of `GET /api/v1/tasks`. */
        TaskRow: {
            dispatch?: components["schemas"]["Id"] | null;
            due: components["schemas"]["Millis"];
            id: components["schemas"]["Id"];
            issued: components["schemas"]["Millis"];
            issuer: components["schemas"]["TenantPath"];
            issuer_name: string;
            number: string;
            /** @description Past `due` and not over. */
            overdue: boolean;
            part_of?: components["schemas"]["Id"] | null;
            /**
             * Format: int64
             * @description Tasks that the caller's tenant made of it.
             */
            parts: number;
            /**
             * Format: int64
             * @description Of them, those that are over.
             */
            parts_done: number;
            /** @description `issuer` or `recipient`: which party the caller's tenant is. */
            party: string;
            recipient: components["schemas"]["TenantPath"];
            recipient_name: string;
            severity: components["schemas"]["Severity"];
            /** @description State of the loop, from the procedure pack. */
            state: string;
            title: string;
        };
        /** @description A blank of a template. */
        TemplateBlank: {
            id: string;
            title_en: string;
            title_zh: string;
        };
        /** @description `POST /api/v1/notice-templates/fill`: a letter out of a template. */
        TemplateFill: {
            /** @description `zh` (default) or `en`. */
            language?: string;
            report?: components["schemas"]["Id"] | null;
            template: string;
            values?: {
                [key: string]: string;
            };
        };
        /** @description One of `GET /api/v1/notice-templates`: a text that the packs give, with blanks. */
        TemplateRow: {
            /** @description Its blanks, in the order of the text; those of the source fill themselves. */
            blanks: components["schemas"]["TemplateBlank"][];
            /** @description Held by a pack that is an example 示例. */
            example: boolean;
            genre: components["schemas"]["Genre"];
            /** @description `pack/template`. */
            id: string;
            severity?: components["schemas"]["Severity"] | null;
            /** @description What it is filled from: `report`, `vulnerability`, `plain`. */
            source: string;
            title_en: string;
            title_zh: string;
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
        /** @description A neighbour node and how many recipients it leads to. */
        ThroughNode: {
            name: string;
            node?: components["schemas"]["Id"] | null;
            /** Format: int64 */
            recipients: number;
        };
        /** @description A part of a policy's audience and what is done to what it gets. */
        Tier: {
            audience: components["schemas"]["Audience"];
            name: string;
            /** @description Field → treatment. */
            treat?: {
                [key: string]: components["schemas"]["Treatment"];
            };
        };
        /**
         * @description Traffic Light Protocol 2.0 marks (FIRST), the level up to which a record may be passed on.
         * @enum {string}
         */
        Tlp: "red" | "amber_strict" | "amber" | "green" | "clear";
        /**
         * @description What is done to a field.
         * @enum {string}
         */
        Treatment: "mask" | "generalise" | "hash" | "remove";
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
        /** @description Which statement a record shows, and what it does not show of it. */
        View: {
            /** @description What was done to which field. */
            left_out?: {
                [key: string]: components["schemas"]["Treatment"];
            };
            /** @description The statement's own object, which stays with its owner whole. */
            view_of: components["schemas"]["Id"];
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
        /** @description Why a tenant is not reached. */
        WhyNot: {
            /** @enum {string} */
            reason: "owner";
        } | {
            /** @enum {string} */
            reason: "not_named";
        } | {
            /** @enum {string} */
            reason: "unknown";
        } | {
            /** @enum {string} */
            reason: "suspended";
        } | {
            group: components["schemas"]["Id"];
            /** @enum {string} */
            reason: "not_joined";
        } | {
            group: components["schemas"]["Id"];
            /** @enum {string} */
            reason: "left";
        };
        /** @description Answer: how many were withdrawn, and those that could not be. */
        Withdrawn: {
            /**
             * Format: int64
             * @description Loops that were over already.
             */
            over: number;
            /** Format: int64 */
            withdrawn: number;
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
    circular_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                genre?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                q?: string;
                series?: components["schemas"]["Id"];
                year?: number;
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
                    "application/json": components["schemas"]["Page_CircularRow"];
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
    circular_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Circular */
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
                    "application/json": components["schemas"]["CircularDetail"];
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
    circular_copies: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /**
                 * @description `written`, `delivered`, `read`, `signed`, `replied`, `closed`, `withdrawn`, `overdue`;
                 *     with `-` before it those that are not.
                 */
                is?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Text within name and path. */
                q?: string;
            };
            header?: never;
            path: {
                /** @description Circular */
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
                    "application/json": components["schemas"]["Page_CopyRow"];
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
    correction_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Circular */
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
                    "application/json": components["schemas"]["FilledLetter"];
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
    circular_document: {
        parameters: {
            query: {
                /** @description `docx`, `pdf`, `xlsx`. */
                format: string;
            };
            header?: never;
            path: {
                /** @description Circular */
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
    circular_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Circular */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CircularWithdraw"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawn"];
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
    deputy_list: {
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
                    "application/json": components["schemas"]["Page_DeputyRow"];
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
    deputy_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeputyDraft"];
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
    deputy_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Deputy */
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
                    "application/json": components["schemas"]["DeputyRow"];
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
    finding_hazard: {
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
    hazard_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                escalated?: boolean;
                /** @description Digest of a hazard identity. */
                hazard?: string;
                industry?: string;
                issuer?: components["schemas"]["TenantPath"];
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
                /** @description Text within number and title. */
                q?: string;
                /** @description `held`, `failed`, `unknown`. */
                rechecked?: string;
                recipient?: components["schemas"]["TenantPath"];
                region?: string;
                /** @description Opened again after it was closed, at least once. */
                reopened?: boolean;
                severity?: string;
                /**
                 * @description `issued` or `received` by the caller's tenant. Without it an authority sees what it
                 *     issued and the summaries from below, an enterprise both sides.
                 */
                side?: string;
                /**
                 * @description `due`, `issued`, `severity`, `changed`, with `-` before it from the highest down;
                 *     `-issued` where nothing is said.
                 */
                sort?: string;
                /** @description `notice`, `finding`, `vulnerability`, `assessment_risk`, `data_risk`, `drill_gap`, `task`. */
                source?: string;
                /** @description A state of the procedure, or `open` for every state that is not over. */
                state?: string;
                supervised?: boolean;
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
    hazard_open: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HazardDraft"];
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
                /**
                 * @description `mine`: given to the caller or to somebody for whom the caller stands in; `nobody`;
                 *     else the login of a person.
                 */
                assigned?: string;
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description Rows of one circular, dispatch or hazard. */
                group?: string;
                /**
                 * @description `notice`, `hazard`, `task`, `filing`, `draft`, `ask`, `consent`, `report`,
                 *     `quarantine`, `enrolment`, `supervision`, `obligation`.
                 */
                kind?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
                /** @description Text within title and sender. */
                q?: string;
                severity?: string;
                /**
                 * @description `due` (default), `since`, `severity`, `kind`; with `-` before it from the highest
                 *     down. The sooner due comes first among equals.
                 */
                sort?: string;
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
    inbox_assign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemsOutcome"];
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
    inbox_counts: {
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
                    "application/json": components["schemas"]["InboxCounts"];
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
    inbox_people: {
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
                    "application/json": components["schemas"]["Page_Person"];
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
    inbox_steps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchSteps"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemsOutcome"];
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
                escalated?: boolean;
                /** @description Digest of a hazard identity. */
                hazard?: string;
                industry?: string;
                issuer?: components["schemas"]["TenantPath"];
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
                /** @description Text within number and title. */
                q?: string;
                /** @description `held`, `failed`, `unknown`. */
                rechecked?: string;
                recipient?: components["schemas"]["TenantPath"];
                region?: string;
                /** @description Opened again after it was closed, at least once. */
                reopened?: boolean;
                severity?: string;
                /**
                 * @description `issued` or `received` by the caller's tenant. Without it an authority sees what it
                 *     issued and the summaries from below, an enterprise both sides.
                 */
                side?: string;
                /**
                 * @description `due`, `issued`, `severity`, `changed`, with `-` before it from the highest down;
                 *     `-issued` where nothing is said.
                 */
                sort?: string;
                /** @description `notice`, `finding`, `vulnerability`, `assessment_risk`, `data_risk`, `drill_gap`, `task`. */
                source?: string;
                /** @description A state of the procedure, or `open` for every state that is not over. */
                state?: string;
                supervised?: boolean;
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
    loop_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Notice, hazard or task */
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
                    "application/json": components["schemas"]["LoopDetail"];
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
    loop_recheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Notice, hazard or task */
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
                    "application/json": components["schemas"]["LoopDetail"];
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
                /** @description Notice, hazard or task */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoopStepDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoopDetail"];
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
    loop_supervise: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Notice, hazard or task */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuperviseDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoopDetail"];
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
    loop_machine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pack id, or `id@version` */
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
                    "application/json": components["schemas"]["LoopMachine"];
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
    loop_sampling: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoopSampling"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoopSample"];
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
            query?: {
                industry?: string;
                issuer?: components["schemas"]["TenantPath"];
                region?: string;
                severity?: string;
                source?: string;
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
    loop_steps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoopBatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoopOutcome"][];
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
    node_key_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeKeyRow"][];
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
    node_key_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Node */
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
                    "application/json": components["schemas"]["NodeKeyRow"][];
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
    node_key_revoke: {
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
                "application/json": components["schemas"]["KeyRevocation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeKeyRow"][];
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
    notice_draft_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                q?: string;
                /** @description A state, or `open`: neither issued nor discarded. */
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
                    "application/json": components["schemas"]["Page_DraftRow"];
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
    notice_draft_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftSave"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftDetail"];
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
    notice_draft_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Draft */
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
                    "application/json": components["schemas"]["DraftDetail"];
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
    notice_draft_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Draft */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftSave"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftDetail"];
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
    draft_document: {
        parameters: {
            query: {
                /** @description `docx`, `pdf`, `xlsx`. */
                format: string;
            };
            header?: never;
            path: {
                /** @description Draft */
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
    notice_draft_issue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Draft */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftIssue"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issued"];
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
    notice_draft_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Draft */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftReview"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftDetail"];
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
    letter_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Letter"];
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
    paper_found: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Code on the paper */
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
                    "application/json": components["schemas"]["PaperFound"];
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
    series_list: {
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
                    "application/json": components["schemas"]["SeriesRow"][];
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
    series_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeriesDraft"];
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
    series_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Series */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeriesDraft"];
            };
        };
        responses: {
            200: {
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
    template_list: {
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
                    "application/json": components["schemas"]["TemplateRow"][];
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
    template_fill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateFill"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilledLetter"];
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
    notice_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description `notice`, `warning`, `advice`, `correction`. */
                genre?: string;
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
    notice_document: {
        parameters: {
            query: {
                /** @description `docx`, `pdf`, `xlsx`. */
                format: string;
            };
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
    forward_draft: {
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
                    "application/json": components["schemas"]["FilledLetter"];
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
    notice_read: {
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
    notice_receipt: {
        parameters: {
            query: {
                /** @description `docx`, `pdf`, `xlsx`. */
                format: string;
            };
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
    notice_step: {
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
    pack_compare: {
        parameters: {
            query?: {
                /** @description `id@version` of the version to compare with; absent: the one in force. */
                before?: string;
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
            };
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
    report_notice_draft: {
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
                    "application/json": components["schemas"]["FilledLetter"];
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
    policy_offer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Policy */
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
                    "application/json": components["schemas"]["Offered"];
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
    consent_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                enterprise?: components["schemas"]["TenantPath"];
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description `asked`, `granted`, `refused`, `withdrawn`, `expired`. */
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
                    "application/json": components["schemas"]["Page_ConsentRow"];
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
    consent_ask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentAsk"];
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
    consent_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Request */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentAnswer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentRow"];
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
    group_list: {
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
                    "application/json": components["schemas"]["Page_GroupRow"];
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
    group_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupDraft"];
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
    group_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Group */
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
                    "application/json": components["schemas"]["GroupDetail"];
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
    group_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Group */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDetail"];
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
    membership_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Group */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembershipDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupDetail"];
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
    sharing_kinds: {
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
                    "application/json": components["schemas"]["Page_KindRow"];
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
    shared_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                kind?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description `true`: what this organisation said; `false`: what others shared with it. */
                own?: boolean;
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
                    "application/json": components["schemas"]["Page_SharedRow"];
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
    shared_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Object */
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
                    "application/json": components["schemas"]["SharedObject"];
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
    pass_on: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Object */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PassingDraft"];
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
    shared_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Object */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevocationDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedObject"];
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
    sighting_figures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Object */
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
                    "application/json": components["schemas"]["SightingFigures"];
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
    sighting_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Object */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SightingDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SightingRow"];
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
    sharing_preview: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                /** @description 1–200, default 50. */
                limit?: number;
                /** @description Tenant paths, with commas between them: why they would not get it. */
                why?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharingPreview"];
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
    task_list: {
        parameters: {
            query?: {
                /** @description Opaque, from the page before. */
                cursor?: string;
                dispatch?: components["schemas"]["Id"];
                /** @description 1–200, default 50. */
                limit?: number;
                overdue?: boolean;
                /** @description Tasks made of this one. */
                part_of?: components["schemas"]["Id"];
                /** @description Text within number, title, issuer, recipient. */
                q?: string;
                recipient?: components["schemas"]["TenantPath"];
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
                    "application/json": components["schemas"]["Page_TaskRow"];
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
    task_issue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskDraft"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispatched"];
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
    task_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Task */
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
                    "application/json": components["schemas"]["TaskDetail"];
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
    dispatch_list: {
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
                    "application/json": components["schemas"]["Page_DispatchRow"];
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
    dispatch_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Dispatch */
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
                    "application/json": components["schemas"]["DispatchBoard"];
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
    task_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPreview"];
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
