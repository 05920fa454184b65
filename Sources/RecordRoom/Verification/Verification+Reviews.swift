import Counseling
import Vault

// In a review's thread: each step follows and was its signer's to make, and a committee member of the time confirmed.
extension Verification {
    mutating func checkReview(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        let records = revisions.values.compactMap(\.first).filter { $0.kind == Records.Kind.reviewEvent.rawValue }
        guard !records.isEmpty else { return }
        do {
            var events: [ThreadEvent<ReviewEvent>] = []
            for record in records {
                let event = try ThreadEvent<ReviewEvent>(body: record.body)
                events.append(event)
                for letter in [event.what.text, event.what.lent?.keys] {
                    if let letter { _ = try ReviewDesk.letter(letter) }
                }
                guard event.what.step == .confirmed else { continue }
                let place = RowAddress.record(record.header.record, record.header.revision)
                guard let position = ledger.firstPosition(place),
                    room.chain.duties(of: record.author, at: position)?.contains(.committee) == true
                else { throw RoomError.altered }
            }
            _ = try ReviewDesk.fold(events.sorted { $0.number < $1.number }, room.chain)
        } catch { fault(.recordRewritten, compartment.hex) }
    }
}
