import Cryptography
import RecordStore
import Vault

// Requests for shares: whoever approves looks at the same, but a row can be put into the file by somebody who does not look.
extension Verification {
    /// Who signed a row of a recovery, and the link of the chain that it names.
    static func recoverySigner(of row: StoredRow) throws(VaultError) -> (signer: OpaqueID, head: ChainHead?) {
        switch RecoveryKey.kind(row.address.key) {
        case 1:
            let request = try RecoveryRequest(parsing: row.body)
            return (request.recipient, request.chainHead)
        case 2:
            let approval = try RecoveryApproval(parsing: row.body)
            return (approval.custodian, approval.chainHead)
        case 3: return (try RecoveryRelease(parsing: row.body).custodian, nil)
        // break-glass
        case 4:
            let request = try GlassRequest(parsing: row.body)
            return (request.recipient, request.chainHead)
        // hand-over without the leaver
        case 8:
            let request = try SuccessionRequest(parsing: row.body)
            return (request.signer, request.chainHead)
        case .some:
            let mark = try GlassMark(parsing: row.body)
            return (mark.signer, mark.chainHead)
        case nil: throw .malformed(.recovery)
        }
    }

    /// Requests were signed by a holder who belonged, with keys they had; approvals by custodians, of that very request; shares
    /// by whoever approved before, in an entry of its own.
    mutating func checkRecoveries(_ history: CompartmentHistory, _ holding: Holding, chain: MembershipChain) throws {
        let rows = try reading.rows(.recovery, scope: history.compartment)
        var requests: [Digest: any KeyRequest] = [:]
        for row in rows where RecoveryKey.kind(row.address.key) == 1 {
            guard let request = try? RecoveryRequest(parsing: row.body),
                (try? request.check(row: row, chain: chain)) != nil,
                history.generations.indices.contains(Int(request.generation) - 1),
                history.generations[Int(request.generation) - 1].hash == request.statement,
                try holding.isHeld(Int(request.generation), by: request.recipient)
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            requests[request.hash] = request
        }
        // break-glass
        for request in try glassRequests(rows, history, chain: chain) { requests[request.hash] = request }
        // hand-over without the leaver
        for request in try successionRequests(rows, history, chain: chain) { requests[request.hash] = request }
        var approvals: [Digest: [OpaqueID: (RecoveryApproval, UInt64?)]] = [:]
        var released: [Digest: [OpaqueID: UInt64]] = [:]
        for row in rows where RecoveryKey.kind(row.address.key) == 2 {
            guard let approval = try? RecoveryApproval(parsing: row.body), let request = requests[approval.requestHash],
                (try? approval.check(row: row, of: request, chain: chain)) != nil,
                isGlassApproval(approval, of: request, row),
                isSuccessionApproval(approval, of: request, chain: chain)
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            approvals[approval.requestHash, default: [:]][approval.custodian] = (
                approval, ledger.firstEntry(row.address)
            )
        }
        for row in rows where RecoveryKey.kind(row.address.key) == 3 {
            guard let release = try? RecoveryRelease(parsing: row.body), let request = requests[release.requestHash],
                let (approval, entry) = approvals[release.requestHash]?[release.custodian],
                (try? release.check(row: row, of: request, approved: approval, chain: chain)) != nil,
                let approved = entry, let place = ledger.firstEntry(row.address), approved < place
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            released[release.requestHash, default: [:]][release.custodian] = place
        }
        // break-glass
        for case let request as GlassRequest in requests.values {
            let marks = rows.filter { row in
                GlassMark.Step.allCases.contains { RecoveryKey.kind(row.address.key) == $0.rawValue }
                    && row.address.key.starts(with: request.id.bytes)
            }
            try checkMarks(
                marks, of: request, history, approved: Set((approvals[request.hash] ?? [:]).keys),
                released: released[request.hash] ?? [:], chain: chain)
        }
        // hand-over without the leaver
        checkTakings(
            requests.values.compactMap { $0 as? SuccessionRequest }, history, released: released, chain: chain)
        checkStray(rows, requests.values.compactMap { ($0 as? GlassRequest)?.id })
    }
}
