import Counseling
import Practice
import RecordRoom

// R6.5: the desk is told to call the supervisor on duty also where what it asked for was refused.
extension CommandContext {
    /// Does the work; where it is refused, and the supervisor on duty is to be called for the client, that stands before why.
    func calling<Result>(
        for client: Identifier<Client>, in practice: OpenPractice, _ work: () throws -> Result
    ) throws -> Result {
        do { return try work() } catch {
            // Where there is nothing, there is nothing of this client to call about.
            if case RoomError.notFound = error { throw error }
            // Whoever may not list appointments, or does not open the file, sees no call after what succeeds either.
            let calls = try? practice.room.visit(for: ListingAppointments.self, about: .practice) {
                try $0.callsForSupervisor(of: client)
            }
            guard calls == true else { throw error }
            try announceLine(say(.crisisDeskCallNow))
            throw DetailedFault(cause: error, details: ["callSupervisor": true])
        }
    }

    /// Explains what a refusal means, and keeps what it tells beside it.
    func explaining(_ error: any Error, _ explain: (any Error) throws -> any Error) rethrows -> any Error {
        guard let detailed = error as? DetailedFault else { return try explain(error) }
        return DetailedFault(cause: try explain(detailed.cause), details: detailed.details)
    }
}
