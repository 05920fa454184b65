public import Counseling
import RecordStore
import Vault

extension RecordRoom {
    /// The identifiers that a typed prefix may mean. Only identifiers are looked at, which the store may know; nothing is opened.
    public func clients(matching prefix: String) throws(RoomError) -> [Identifier<Client>] {
        // The settings lie in a compartment of their own name too.
        let practice = session.chain.practice
        let code = ClientCode.prefix(in: prefix)
        let found: [Identifier<Client>] = try identifiers(matching: code) { row, record in
            try row.scope == record && FixedCompartment.named(record, in: practice) == nil
                && self.began(record, in: record)
        }
        // A file that was disposed of is known still, to be told so.
        return found + (try disposed(.clientFile, matching: code)).filter { !found.contains($0) }
    }

    /// What lies in a client's file and began together with people of its own; what it is shows when it is opened.
    public func cases(matching prefix: String) throws(RoomError) -> [Identifier<CounselingCase>] {
        let found: [Identifier<CounselingCase>] = try identifiers(matching: prefix) { row, record in
            guard try self.liesInFile(row, record) else { return false }
            // What was disposed of has nobody any more, and is known still.
            return try self.began(record, in: row.scope)
                || self.session.store.read { try $0.row(DisposalKey.address(.disposal, record)) != nil }
        }
        // Where its client's file went too, only the statement tells of it.
        return found + (try disposed(.counselingCase, matching: prefix)).filter { !found.contains($0) }
    }

    /// What was disposed of.
    private func disposed<Entity>(_ kind: DisposalKind, matching prefix: String) throws(RoomError)
        -> [Identifier<Entity>]
    {
        try translating {
            let typed = try Identifier<Entity>.characters(typed: prefix)
            return try session.store.read { reading in
                let disposals = Disposals(session: session, reading: reading)
                return try reading.rows(.disposal, prefix: [DisposalKey.Step.disposal.rawValue], limit: .max)
                    .map(\.scope).filter {
                        try Identifier<Entity>($0).matches(prefix: typed) && disposals.isDisposed($0)
                            && disposals.disposal(of: $0)?.proposal.kind == kind
                    }.map { Identifier($0) }
            }
        }
    }

    public func notes(matching prefix: String) throws(RoomError) -> [Identifier<SessionNote>] {
        let practice = session.chain.practice
        return try identifiers(matching: prefix) { row, record in
            try row.scope != record && FixedCompartment.named(row.scope, in: practice) == nil
                && !self.liesInFile(row, record)
        }
    }

    /// Whether a record lies in a client's file, whose head record bears the file's own identifier. Where a record lies is
    /// authenticated when it is opened, and nobody else's assignment changes it.
    func liesInFile(_ row: StoredRow, _ record: OpaqueID) throws -> Bool {
        try row.scope != record && FixedCompartment.named(row.scope, in: session.chain.practice) == nil
            && began(row.scope, in: row.scope)
    }

    /// Whether a compartment began together with a record of its identifier that lies there: everybody can have a record of any
    /// identifier logged (`Records.home`). Where nobody can tell, whoever opens it is told.
    private func began(_ compartment: OpaqueID, in place: OpaqueID) throws -> Bool {
        try session.store.read { reading in
            let home = try unlessSpoiled { [try Records(session: session, reading: reading).home(of: compartment)] }
            return home.map { $0 == [place] } ?? true
        }
    }

    func identifiers<Entity>(
        matching prefix: String, _ isWanted: (StoredRow, OpaqueID) throws -> Bool
    ) throws(RoomError) -> [Identifier<Entity>] {
        try translating {
            let typed = try Identifier<Entity>.characters(typed: prefix)
            guard !typed.isEmpty else { throw CounselingError.identifier(.empty) }
            let rows = try session.store.read { try $0.rows(.record, prefix: Self.wholeBytes(typed), limit: 100_000) }
            var result: [(id: Identifier<Entity>, row: StoredRow)] = []
            for row in rows {
                guard let record = OpaqueID(row.address.key.prefix(OpaqueID.count)) else { continue }
                let id = Identifier<Entity>(record)
                guard result.last?.id != id, try id.matches(prefix: typed), try isWanted(row, record) else { continue }
                result.append((id, row))
            }
            guard result.count > 1 else { return result.map(\.id) }
            let meant = try session.store.read {
                try RecordFounders(chain: session.chain, reading: $0).among(result.map(\.row))
            }
            return result.filter { meant.contains($0.row.address) }.map(\.id)
        }
    }

    /// The bytes that the characters of a prefix fix wholly; the last few bits are compared afterwards.
    static func wholeBytes(_ typed: String) -> [UInt8] {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        var bytes: [UInt8] = []
        var pending = 0
        var bits = 0
        for character in typed.utf8 {
            pending = (pending << 5 | (alphabet.firstIndex(of: character) ?? 0)) & 0xfff
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
            }
        }
        return Array(bytes.prefix(OpaqueID.count))
    }
}
