public import Counseling
import RecordStore
import Vault

// What rows in clear say of disposals, for lists and status: no visit, and nothing is opened but the dates of a proposal.
extension RecordRoom {
    /// Cases and files that were disposed of, 32 hexadecimal digits each. The rows say it without a key.
    public func disposed() throws(RoomError) -> Set<String> {
        try translating {
            try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                return try Set(
                    reading.rows(.disposal, prefix: [DisposalKey.Step.disposal.rawValue], limit: .max).map(\.scope)
                        .filter { try disposals.isDisposed($0) }.map(\.hex))
            }
        }
    }

    /// What is gone of private notes, by the identifiers under which that was said, 32 hexadecimal digits each.
    public func disposedPrivately() throws(RoomError) -> Set<String> {
        try translating {
            try session.store.read {
                Set(try PrivateDisposals(session: session, reading: $0).done().map(\.proposal.id.hex))
            }
        }
    }

    /// Clients' files that were disposed of, as the rows say without a key, with the day by the clock of whoever approved it.
    public func disposedFiles() throws(RoomError) -> [(client: Identifier<Client>, at: UTCTime?)] {
        try translating {
            try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                return try reading.rows(.disposal, prefix: [DisposalKey.Step.disposal.rawValue], limit: .max)
                    .compactMap { row in
                        guard try disposals.isDisposed(row.scope), let done = try disposals.disposal(of: row.scope),
                            done.proposal.kind == .clientFile
                        else { return nil }
                        return (
                            Identifier(row.scope),
                            Int64(exactly: done.time).flatMap { try? UTCTime(secondsSince1970: $0) }
                        )
                    }
            }
        }
    }

    /// What waits to be disposed of by this person's word. The rows say it; no record is opened.
    public func disposalsToApprove() throws(RoomError) -> [DisposalTarget] {
        try translating {
            let me = session.chain.members[session.me]
            guard me?.holds([.custodian, .committee, .director]) == true else { return [] }
            return try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                let after = PrivateDisposals(session: session, reading: reading)
                return try disposals.compartments().filter { compartment in
                    if try after.waiting(of: compartment).contains(where: { $0.signer != session.me }) { return true }
                    guard me?.holds([.custodian, .committee]) == true, try !disposals.isDisposed(compartment),
                        try disposals.holds(on: compartment).isEmpty
                    else {
                        return false
                    }
                    return try disposals.waiting(of: compartment).map { $0.signer != session.me } ?? false
                }.map { try disposals.target(of: $0) }
            }
        }
    }

    /// Those of these of which something lies in the file again, and no disposal: a restore brought them back.
    public func restored(among known: Set<String>) throws(RoomError) -> [DisposalTarget] {
        try translating {
            try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                return try known.sorted().compactMap { hex in
                    guard let id = OpaqueID(hex: hex), try !disposals.isDisposed(id),
                        try !disposals.disposedRows(of: id).isEmpty
                    else { return nil }
                    return try disposals.target(of: id)
                }
            }
        }
    }
}
