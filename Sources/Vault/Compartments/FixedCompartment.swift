import Cryptography
import Synchronization

/// The compartments that every practice has, and whose members follow from duties.
public enum FixedCompartment: String, CaseIterable, Sendable {
    case practice, schedule, desk, crisis, committee, ledger, statistics, audit

    /// The first 16 bytes of SHA-256(label "tacet/1/compartment", practice, name).
    public func id(in practice: OpaqueID) -> OpaqueID {
        var writer = ByteWriter(label: "tacet/1/compartment")
        writer.id(practice)
        writer.prefixed(Array(rawValue.utf8))
        guard let digest = try? SHA256.hash(writer.bytes) else { return .none }
        return OpaqueID(digest.bytes.prefix(16)) ?? .none
    }

    /// The duties that belong to it; nil where everyone active does.
    var duties: Duties? {
        switch self {
        case .practice: nil
        case .schedule: [.frontDesk, .counselor, .trainee, .director]
        case .desk: [.frontDesk, .director]
        case .crisis: [.supervisor, .director]
        case .committee: .committee
        case .ledger: [.bookkeeper, .frontDesk, .director]
        case .statistics: [.director, .committee, .supervisor]
        case .audit: .auditor
        }
    }

    /// Who belongs to the compartment at the chain's head. While `audit` or `committee` has nobody, the directors act for it.
    public func members(in chain: MembershipChain) -> [Member] {
        guard let duties else { return chain.activeMembers }
        let members = chain.active(with: duties)
        guard members.isEmpty, self == .audit || self == .committee else { return members }
        return chain.active(with: .director)
    }

    /// The fixed compartment with this identifier, if it is one.
    public static func named(_ id: OpaqueID, in practice: OpaqueID) -> FixedCompartment? {
        known.withLock { known in
            if known?.practice != practice {
                known = (practice, Dictionary(allCases.map { ($0.id(in: practice), $0) }) { first, _ in first })
            }
            return known?.names[id]
        }
    }

    /// Those of the practice that was asked about last: a command asks dozens of times.
    private static let known = Mutex<(practice: OpaqueID, names: [OpaqueID: FixedCompartment])?>(nil)
}
