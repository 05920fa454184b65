import Practice
import RecordRoom
import Testing

struct VerificationProgressTests {
    @Test("verification tells from the beginning to the end how far it has come, and never goes back")
    func progress() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        var told: [VerificationProgress] = []
        let report = try OpenPractice.verify(place.folder, depth: .deep) { told.append($0) }
        #expect(report.isSound)
        #expect(told.first?.fraction == 0 && told.last?.fraction == 1)
        #expect(told.allSatisfy { $0.entries == report.entries })
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.fraction <= $1.fraction })
    }
}
