public import Counseling
import RecordStore
import Vault

/// Where the practice hangs on one person, and what could not be rebuilt.
public struct WeakPoints: Sendable {
    public let directors: Int
    public let supervisors: Int
    public let committee: Int
    public let custodians: Int
    public let auditors: Int
    /// Keys that belong to someone who has not got them yet.
    public let owedGrants: Int
    /// Compartments held by fewer than three people, without shares for the custodians there are.
    public let withoutShares: Int
    /// Without each of these nobody could make anybody director.
    public let irreplaceable: [StaffMember]
    /// How many people work here.
    public let people: Int
}

extension Visit where P == ReadingStatus {
    /// Looks through every compartment, which takes as long as there are many: for `check`, not for every day.
    public func weakPoints() throws -> WeakPoints {
        func active(_ duty: Duties) -> Int { session.chain.active(with: duty).count }
        return WeakPoints(
            directors: active(.director), supervisors: active(.supervisor), committee: active(.committee),
            custodians: active(.custodian), auditors: active(.auditor),
            owedGrants: try reading.rows(.owed, prefix: [], limit: 100_000).count, withoutShares: try withoutShares(),
            irreplaceable: try session.chain.activeMembers.filter { !session.chain.couldGoOn(without: $0.id) }
                .compactMap { try session.staff(Identifier($0.id)) }, people: session.chain.activeMembers.count)
    }

    private func withoutShares() throws -> Int {
        let compartments = Compartments(session: session)
        let all = Set(try reading.rows(.generation, prefix: [], limit: .max).map(\.scope))
        var count = 0
        for compartment in all {
            // One whose statements are not in order is verification's to name.
            guard let history = try? compartments.history(of: compartment, reading: reading, depth: .links) else {
                continue
            }
            if try !compartments.hasShares(history, reading: reading) { count += 1 }
        }
        return count
    }
}
