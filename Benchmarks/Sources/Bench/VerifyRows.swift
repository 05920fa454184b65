import CBaseline
import Foundation
import Practice
import RecordRoom

/// Verification of a practice with many entries.
final class VerifyRows {
    private let workshop: Workshop
    private let entries: Int
    private let signatures: Int

    /// One entry in ten writes a note, the others look.
    init(in path: String, entries: Int) throws {
        workshop = try Workshop(in: path, name: "verify")
        self.entries = entries
        let workshop = workshop
        try workshop.fill { room in
            var opened = try workshop.openCase(1, in: room).case
            for entry in 0..<entries {
                if entry.isMultiple(of: 500) { opened = try workshop.openCase(entry, in: room).case }
                if entry.isMultiple(of: 10) {
                    _ = try workshop.writeNote(in: opened, room: room)
                } else {
                    _ = try room.visit(for: ListingStaff.self, about: .practice) { try $0.pending() }
                }
            }
        }
        try workshop.opened().room.leave()
        signatures = baseline_practice_signatures(workshop.database)
    }

    func comparisons() -> [Comparison] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return [
            Comparison(
                title: "audit verify, \(entries) entries", against: "bare scan of all rows", bar: 4, repetitions: 7,
                ours: { try Stopwatch.seconds { _ in try self.verify(.rows) } },
                theirs: { Stopwatch.seconds { _ in _ = baseline_practice_scan(self.workshop.database) } }),
            Comparison(
                title: "audit verify --deep, \(signatures) signatures", against: "bare checks on \(cores) cores",
                bar: 1.3, repetitions: 5, ours: { try Stopwatch.seconds { _ in try self.verify(.deep) } },
                theirs: {
                    Stopwatch.seconds { _ in baseline_verify_signatures(self.signatures, 96, cores) }
                }),
        ]
    }

    private func verify(_ depth: Verification.Depth) throws {
        guard try OpenPractice.verify(workshop.folder, depth: depth).isSound else { throw BenchError.failed("verify") }
    }
}
