import AuditTrail
import Cryptography
import Vault

/// What the log said of one row, while it stood, before what it says now.
///
/// A row's version is in its hash and grows with every change, so that no true change leads back to a hash that was there before.
/// One that does was made up: the row is again what it was then, and whatever lies between was made up with it, or undone.
final class RowPast {
    /// What one change made of the row.
    struct Step {
        let version: UInt32
        let hash: Digest
        let lasting: Digest
        let writer: OpaqueID
        /// The entry with that change.
        let entry: EntryPlace
    }

    /// The oldest first. Most rows change seldom.
    private var steps: [Step] = []
    /// Where in `steps` each hash is, once there are many: looking at all of them would take long for a row that somebody changes
    /// hundreds of thousands of times.
    private var places: [Digest: Int] = [:]
    /// What was led back from.
    private var left: Set<Digest> = []

    private static let few = 8

    /// Whether the row had this hash at some time.
    func had(_ hash: Digest) -> Bool { place(of: hash) != nil || left.contains(hash) }

    private func place(of hash: Digest) -> Int? {
        steps.count > Self.few ? places[hash] : steps.firstIndex { $0.hash == hash }
    }

    func append(_ step: Step) {
        steps.append(step)
        if steps.count == Self.few + 1 {
            for (place, step) in steps.enumerated() { places[step.hash] = place }
        } else if steps.count > Self.few {
            places[step.hash] = steps.count - 1
        }
    }

    /// Goes back to the step that had a hash.
    /// - Parameter present: what the row is before it goes back
    /// - Returns: that step, and those that came after it, `present` among them; nil where the row had none such, or led back from it
    func goBack(to hash: Digest, from present: Step) -> (step: Step, undone: [Step])? {
        guard let place = place(of: hash) else { return nil }
        let undone = Array(steps[(place + 1)...]) + [present]
        let step = steps[place]
        for gone in steps[place...] { places[gone.hash] = nil }
        steps.removeSubrange(place...)
        if steps.count <= Self.few { places = [:] }
        left.formUnion(undone.map(\.hash))
        left.remove(hash)
        return (step, undone)
    }
}
