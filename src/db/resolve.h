/*
 * Names of database hosts, resolved in a thread of their own. libpq asks the resolver inside
 * PQconnectStart and waits for it, seconds when the name or its server is gone: on a loop's thread
 * every request of the loop would wait too. So the loops connect to addresses, the last known ones,
 * and each attempt asks for newer ones in the background. Any thread.
 */
#ifndef CD_DB_RESOLVE_H
#define CD_DB_RESOLVE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#define CD_PLACES_BYTES 2048

/* libpq's parallel lists: one entry for each address of each host. */
struct cd_places {
    char host[CD_PLACES_BYTES], hostaddr[CD_PLACES_BYTES], port[CD_PLACES_BYTES];
};

/* Numeric addresses of a name, at most `most`; 0: none. May block. */
typedef size_t cd_lookup(const char *name, char (*ret)[INET6_ADDRSTRLEN], size_t most);

struct cd_resolver;

/* NULL when the connection string has no name in it (sockets and addresses need no resolver), or
 * more hosts than anybody has. `lookup` NULL is the system's. Looks the names up once itself. */
struct cd_resolver *cd_resolver_new(const char *conninfo, cd_lookup *lookup);
/* Does not wait for a look-up under way. */
void cd_resolver_free(struct cd_resolver *resolver);
/* The last known places; asks for newer ones. False while no name has ever been resolved. */
bool cd_resolver_get(struct cd_resolver *resolver, struct cd_places *ret);

#endif
