import Dispatch
import Foundation
import Synchronization

/// Works on things on every core while the caller still reads the next ones, and gives the results in the order of the things.
///
/// The caller reads and takes results, and works too whenever the others fall behind: one core is never idle while another
/// has more than it can do. Not shared: `add`, `ready` and `rest` are the caller's.
///
/// What is done for each thing is inlined into other rooms, which know of what type it is: by way of its metadata it costs more than
/// what is done for all of a share.
public struct WorkLine<Item: Sendable, Result: Sendable>: ~Copyable {
    private let work: SharedWork<Item, Result>
    @usableFromInline let share: Int
    @usableFromInline var gathered: [Item] = []
    private var given = 0
    private var taken = 0

    /// - Parameters:
    ///   - share: how many things are worked on at once: enough that handing them over costs nothing beside
    ///   - work: gives one result for each thing, in their order; the things are its own
    public init(share: Int = 64, _ work: @escaping @Sendable (consuming [Item]) -> [Result]) {
        self.work = SharedWork(work)
        self.share = share
        gathered.reserveCapacity(share)
    }

    @inlinable
    public mutating func add(_ item: consuming Item) {
        gathered.append(item)
        if gathered.count == share { hand() }
    }

    /// The next results, if they are there already. Looked for only where a share was just handed over.
    @inlinable
    public mutating func ready() -> [Result]? { gathered.isEmpty ? next() : nil }

    @usableFromInline
    mutating func next() -> [Result]? {
        guard taken < given, let results = work.finished(taken) else { return nil }
        taken += 1
        return results
    }

    /// The next results, waited for; nil after the last. Nothing is added any more.
    public mutating func rest() -> [Result]? {
        if !gathered.isEmpty {
            // What is not more than one share is not worth waking another thread for.
            if given == 0 {
                var last: [Item] = []
                swap(&last, &gathered)
                return work.now(consume last)
            }
            hand()
        }
        guard taken < given else { return nil }
        while true {
            if let results = next() { return results }
            if !work.workOnce() { work.wait() }
        }
    }

    @usableFromInline
    mutating func hand() {
        work.give(&gathered, as: given)
        gathered.reserveCapacity(share)
        given += 1
        if work.isBehind { _ = work.workOnce() }
    }
}

/// What the caller and its helpers share.
private final class SharedWork<Item: Sendable, Result: Sendable>: Sendable {
    private struct State {
        var waiting: [(number: Int, items: [Item])] = []
        var finished: [Int: [Result]] = [:]
        var helpers = 0
    }

    private let body: @Sendable (consuming [Item]) -> [Result]
    private let state = Mutex(State())
    private let atWork = DispatchGroup()
    private let helpers = ProcessInfo.processInfo.activeProcessorCount - 1

    init(_ body: @escaping @Sendable (consuming [Item]) -> [Result]) { self.body = body }

    /// Whether more waits than the helpers will come to soon.
    var isBehind: Bool { state.withLock { $0.waiting.count > helpers * 2 } }

    /// Takes the things away from whoever gathered them.
    func give(_ items: inout [Item], as number: Int) {
        let isHelperWanted = state.withLock { state in
            state.waiting.append((number, []))
            swap(&state.waiting[state.waiting.count - 1].items, &items)
            guard state.helpers < helpers else { return false }
            state.helpers += 1
            return true
        }
        guard isHelperWanted else { return }
        DispatchQueue.global().async(group: atWork) { while self.workOnce(isHelper: true) {} }
    }

    /// Does what has waited longest; false where nothing waits.
    func workOnce(isHelper: Bool = false) -> Bool {
        // What is worked on is held by nobody else, so that it can be worked on where it lies.
        var items: [Item] = []
        let next = state.withLock { state -> Int? in
            guard !state.waiting.isEmpty else {
                // Under the same lock as `give`, so that nothing is left to a helper who has just gone.
                if isHelper { state.helpers -= 1 }
                return nil
            }
            swap(&items, &state.waiting[0].items)
            return state.waiting.removeFirst().number
        }
        guard let number = next else { return false }
        var own: [Item] = []
        swap(&own, &items)
        let results = body(consume own)
        state.withLock { $0.finished[number] = results }
        return true
    }

    func now(_ items: consuming [Item]) -> [Result] { body(items) }

    func finished(_ number: Int) -> [Result]? { state.withLock { $0.finished.removeValue(forKey: number) } }

    /// Waits for what helpers have begun.
    func wait() { atWork.wait() }
}
