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
        default: throw .malformed(.recovery)
        }
    }

    /// Requests were signed by a holder who belonged, with keys they had; approvals by custodians, of that very request; shares
    /// by whoever approved before, in an entry of its own.
    mutating func checkRecoveries(_ history: CompartmentHistory, _ holding: Holding, chain: MembershipChain) throws {
        let rows = try reading.rows(.recovery, scope: history.compartment)
        var requests: [OpaqueID: RecoveryRequest] = [:]
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
            requests[request.id] = request
        }
        var approvals: [OpaqueID: [OpaqueID: (RecoveryApproval, UInt64?)]] = [:]
        for row in rows where RecoveryKey.kind(row.address.key) == 2 {
            guard let approval = try? RecoveryApproval(parsing: row.body), let request = requests[approval.request],
                (try? approval.check(row: row, of: request, chain: chain)) != nil
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
            approvals[approval.request, default: [:]][approval.custodian] = (
                approval, ledger.firstEntry(row.address)
            )
        }
        for row in rows where RecoveryKey.kind(row.address.key) == 3 {
            guard let release = try? RecoveryRelease(parsing: row.body), let request = requests[release.request],
                let (approval, entry) = approvals[release.request]?[release.custodian],
                (try? release.check(row: row, of: request, approved: approval, chain: chain)) != nil,
                let approved = entry, let released = ledger.firstEntry(row.address), approved < released
            else {
                fault(.statementUnauthorized, row.address.place)
                continue
            }
        }
    }
}
