import Counseling
import Foundation
import Practice
import RecordRoom

// Acting through the agent, where the person unlocked their identity.
extension CommandContext {
    /// Whether the command line says where the passphrase is: then it is used, agent or not.
    var isPassphraseGiven: Bool { options.passphraseFile != nil || options.passphraseFd != nil }

    /// The person's identity in their agent; nil where it is locked.
    func identityInAgent(_ person: ShortName) throws -> UnlockedIdentity? {
        guard !isPassphraseGiven, let agent = AgentConnection.find(person, in: folder) else { return nil }
        let identity = try agent.identity()
        kept.agent = agent.state
        return identity
    }

    /// Somebody writes longer than their agent waits: what they wrote is not lost, their passphrase is asked for. Not before they are in,
    /// nor for a look, of which nothing is lost: others could not write until somebody answers.
    func askOnceLocked(_ identity: UnlockedIdentity, _ person: ShortName) {
        guard terminal.inputIsTerminal, !options.json else { return }
        identity.onceLocked {
            try announce(.agentGone, ["person": person.text])
            return try unlock(person)
        }
    }

    /// The agent never hands a secret on. Whoever does so gives their passphrase, also while they are unlocked.
    func tellPassphraseNeeded(_ person: ShortName) throws {
        guard !isPassphraseGiven, AgentConnection.find(person, in: folder) != nil else { return }
        guard terminal.inputIsTerminal, !options.json else { throw RoomError.passphraseNeeded }
        try announce(.agentHandsNothingOn)
    }

    /// The only identity of this folder that is unlocked.
    func onlyUnlocked() -> ShortName? {
        let unlocked = AgentConnection.all(in: folder)
        return unlocked.count == 1 ? unlocked.first.flatMap { try? ShortName($0.shortName) } : nil
    }

    /// Keys that are held for hours should not reach a disk.
    func warnOfMemory() throws {
        // Whether it could lock its own memory the agent says itself.
        let swap = Checkup(folder).swapFinding()
        if !swap.isGood { try announce(.checkSwap, swap.values) }
    }

    func arguments(of state: AgentState, _ times: TimeText) -> [String: String] {
        let since = Date(timeIntervalSince1970: TimeInterval(state.since))
        return [
            "person": state.shortName, "since": times.table(since),
            "until": times.table(Date().addingTimeInterval(TimeInterval(state.left))),
            "idle": "\((state.limits.idle + 59) / 60)",
        ]
    }

    func json(of state: AgentState, _ times: TimeText) -> JSONValue {
        func time(_ secondsFromNow: Int) -> JSONValue {
            .string(times.rfc3339(Date().addingTimeInterval(TimeInterval(secondsFromNow))))
        }
        return .object([
            "identity": .string(state.shortName),
            "since": .string(times.rfc3339(Date(timeIntervalSince1970: TimeInterval(state.since)))),
            "until": time(state.left), "idleUntil": time(state.idleLeft),
            "idleMinutes": .number(state.limits.idle / 60), "memoryLocked": .boolean(state.isMemoryLocked),
        ])
    }
}
