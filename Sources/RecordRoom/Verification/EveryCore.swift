import Dispatch
import Synchronization

/// Does the same to many things on every core, and gives the results in the order of the things.
enum EveryCore {
    private static let share = 64

    static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) -> Result
    ) -> [Result] {
        let count = (items.count + share - 1) / share
        guard count > 1 else { return items.map(body) }
        let parts = Mutex<[[Result]]>(Array(repeating: [], count: count))
        DispatchQueue.concurrentPerform(iterations: count) { number in
            let part = items[(number * share)...].prefix(share).map(body)
            parts.withLock { $0[number] = part }
        }
        return parts.withLock { $0.flatMap(\.self) }
    }
}
