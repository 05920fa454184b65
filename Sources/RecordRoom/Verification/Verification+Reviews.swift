import Counseling
import Vault

// In a review's thread: each step follows and was its signer's to make, and a committee member of the time confirmed.
extension Verification {
    mutating func checkReview(_ thread: ThreadEvents, in compartment: OpaqueID, room: RoomSession) throws {
        let found = thread.decoded(.reviewEvent, ReviewEvent.self)
        guard let first = found.first?.event.what else { return }
        do {
            for (event, record) in found {
                for letter in [event.what.text, event.what.lent?.keys] {
                    if let letter { _ = try ReviewDesk.letter(letter) }
                }
                guard event.what.step == .confirmed else { continue }
                let place = RowAddress.record(record.header.record, record.header.revision)
                guard let position = ledger.firstPosition(place),
                    room.chain.duties(of: record.author, at: position)?.contains(.committee) == true
                else { throw RoomError.altered }
            }
            _ = try thread.folded(found.map(\.event), standIns: ReviewEvent.standIns(in: first)) { try Review($0) }
        } catch { fault(.recordRewritten, compartment.hex) }
    }
}

extension ReviewEvent {
    /// What a lost event of a review may have said, of what later ones rest on.
    /// - Parameter first: what began it
    fileprivate static func standIns(in first: ReviewEvent) -> [(by: Identifier<Person>, what: ReviewEvent)] {
        var lent = ReviewEvent(.fulfilled)
        lent.lent = Lent(
            notes: [LentNote(note: Identifier(OpaqueID.none), revision: 1)], keys: "", drawnFrom: nil,
            drawnFromDigest: nil, byConsent: true)
        var findings = ReviewEvent(.findings)
        (findings.text, findings.scores) = ("", [])
        var result: [(by: Identifier<Person>, what: ReviewEvent)] = [(.unknown, ReviewEvent(.confirmed))]
        if let counselor = first.counselor { result.append((counselor, lent)) }
        if let reviewer = first.reviewer {
            result += [(reviewer, findings), (reviewer, ReviewEvent(.finished))]
        }
        return result
    }
}
