import AuditTrail
import Cryptography
import RecordStore
import Vault

/// What the log took, and when: what somebody signs may name any time, but the log never goes back.
final class DepositLog {
    struct Logged {
        let actor: OpaqueID
        /// Where the chain stood: the highest position that any entry had named until then, this one included.
        let position: UInt32
        /// The entry's place among all.
        let order: Int
    }

    /// A change names the row that it is of, whatever hash it says that it has.
    private struct Version: Hashable {
        let address: RowAddress
        let hash: Digest
    }

    private var found: [Version: Logged] = [:]
    private var position: UInt32 = 0
    private var order = 0
    private var last: EntryPlace?

    /// A deposit or an assignment, as it is. What was read is not read again in this session.
    func logged(_ row: StoredRow, _ reading: any StoreReading, chain: MembershipChain) throws -> Logged? {
        let next = last.map { EntryPlace(epoch: $0.epoch, position: $0.position + 1) }
        try reading.forEachEntry(from: next) { stored in
            last = stored.place
            order += 1
            // One that cannot be read is verification's to name.
            guard let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            if chain.contains(entry.chainHead) { position = max(position, entry.chainHead.position) }
            for change in entry.changes
            where [.deposit, .assignment].contains(change.address.rowClass) && change.isFirst {
                let version = Version(address: change.address, hash: change.after)
                if found[version] == nil {
                    found[version] = Logged(actor: entry.actor, position: position, order: order)
                }
            }
        }
        return found[Version(address: row.address, hash: try row.hash())]
    }
}

/// Whose deposits count for something that only some may do: whoever may do it now, or might when the log took it. Who is
/// suspended or gone, or has handed a case over, could otherwise sign one as of the day before.
struct LoggedDeposits {
    let session: RoomSession
    let reading: any StoreReading

    /// Whether a deposit is by somebody who has one of these duties, or had when the log took it.
    func left(_ row: StoredRow, by author: OpaqueID, as duties: Duties) throws -> Bool {
        if session.chain.members[author]?.holds(duties) == true { return true }
        guard session.chain.everHeld(duties, by: author), let logged = try logged(row, by: author) else {
            return false
        }
        return had(duties, author, at: logged.position)
    }

    /// The same of somebody who is, or was then, assigned as well.
    func left(_ row: StoredRow, by author: OpaqueID, as duties: Duties, in history: CompartmentHistory) throws -> Bool {
        let holder = Holder.person(author)
        if history.assigned.contains(holder), session.chain.members[author]?.holds(duties) == true { return true }
        let own = history.assignments.filter { $0.member == holder }
        guard !own.isEmpty, session.chain.everHeld(duties, by: author), let logged = try logged(row, by: author),
            had(duties, author, at: logged.position)
        else { return false }
        var wasAssigned = false
        for assignment in own {
            guard let row = try reading.row(assignment.row.address),
                let taken = try self.logged(row, by: assignment.signer),
                taken.order <= logged.order
            else { break }
            wasAssigned = assignment.isAssigned
        }
        return wasAssigned
    }

    private func had(_ duties: Duties, _ person: OpaqueID, at position: UInt32) -> Bool {
        session.chain.duties(of: person, at: position)?.isDisjoint(with: duties) == false
    }

    private func logged(_ row: StoredRow, by author: OpaqueID) throws -> DepositLog.Logged? {
        let logged = try session.depositLog.logged(row, reading, chain: session.chain)
        return logged?.actor == author ? logged : nil
    }
}
