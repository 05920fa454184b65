import Foundation
import GRDB
import RecordStore
import Testing
import Vault

/// What somebody can do to the statements of a case or a thread so that its history is none any more.
enum StatementSpoiling: CaseIterable, Sendable {
    /// A row that is no assignment, logged where the next would lie.
    case noise
    case assignmentGone, generationGone

    /// - Parameters:
    ///   - intruder: logs the row, or takes one out of the file
    ///   - target: whom the row names; nil for whoever logs it
    func apply(to compartment: OpaqueID, by intruder: Intruder, naming target: OpaqueID? = nil) throws {
        switch self {
        case .noise:
            let count = try intruder.rows(.assignment).count { $0.scope == compartment }
            try intruder.commit(altered: [
                StoredRow(
                    address: RowAddress(.assignment, key: CompartmentKey.bytes(compartment, UInt32(count))),
                    scope: compartment, target: target ?? intruder.identity.id, version: 1,
                    body: [UInt8](repeating: 7, count: 120))
            ])
        case .assignmentGone: try remove(.assignment, CompartmentKey.bytes(compartment, 0), with: intruder)
        case .generationGone: try remove(.generation, CompartmentKey.bytes(compartment, 1), with: intruder)
        }
    }

    private func remove(_ rowClass: RowClass, _ key: [UInt8], with intruder: Intruder) throws {
        try intruder.sql("DELETE FROM row WHERE class = ? AND key = ?", [Int(rowClass.rawValue), Data(key)])
    }
}
