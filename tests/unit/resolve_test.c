/* Hosts of a connection string become addresses without anybody waiting for a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "db/resolve.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static _Atomic int calls, answering = 1, stuck;

static void nap(long ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&time, NULL);
}

/* Two addresses for "two", one for "one", none for the rest; hangs while `stuck`. */
static size_t lookup(const char *name, char (*ret)[INET6_ADDRSTRLEN], size_t most)
{
    size_t count = strcmp(name, "two") == 0 ? 2 : strcmp(name, "one") == 0 ? 1 : 0;

    atomic_fetch_add(&calls, 1);
    while (atomic_load(&stuck))
        nap(5);
    if (!atomic_load(&answering) || count > most)
        return 0;
    for (size_t i = 0; i < count; i++)
        (void)snprintf(ret[i], INET6_ADDRSTRLEN, "10.0.%d.%zu", atomic_load(&answering), i + 1);
    return count;
}

static int setup(void **state)
{
    (void)state;
    atomic_store(&calls, 0);
    atomic_store(&answering, 1);
    atomic_store(&stuck, 0);
    return 0;
}

static void what_has_no_name_needs_no_resolver(void **state)
{
    (void)state;
    assert_null(cd_resolver_new("", lookup));
    assert_null(cd_resolver_new("host=/run/postgresql dbname=x", lookup));
    assert_null(cd_resolver_new("host=127.0.0.1,::1", lookup));
    assert_null(cd_resolver_new("host=two hostaddr=10.0.0.1", lookup));
    assert_null(cd_resolver_new("not a connection string", lookup));
    assert_null(cd_resolver_new("host=a,b,c,d,e,f,g,h,i", lookup));
    assert_int_equal(atomic_load(&calls), 0);
}

static void every_address_of_every_host_is_a_place(void **state)
{
    struct cd_places places;

    (void)state;
    struct cd_resolver *resolver =
        cd_resolver_new("host=two,/tmp,nobody,10.9.9.9,one port=1,2,3,4,5", lookup);
    assert_non_null(resolver);
    assert_true(cd_resolver_get(resolver, &places));
    assert_string_equal(places.host, "two,two,/tmp,10.9.9.9,one");
    assert_string_equal(places.hostaddr, "10.0.1.1,10.0.1.2,,,10.0.1.1");
    assert_string_equal(places.port, "1,1,2,4,5");
    cd_resolver_free(resolver);
}

static void one_port_serves_all_hosts(void **state)
{
    struct cd_places places;

    (void)state;
    struct cd_resolver *resolver = cd_resolver_new("postgresql://one,two:77/db", lookup);
    assert_non_null(resolver);
    assert_true(cd_resolver_get(resolver, &places));
    assert_string_equal(places.port, ",77,77");
    cd_resolver_free(resolver);
    resolver = cd_resolver_new("host=one,two port=77", lookup);
    assert_true(cd_resolver_get(resolver, &places));
    assert_string_equal(places.port, "77,77,77");
    cd_resolver_free(resolver);
}

static void a_name_that_goes_away_keeps_its_last_addresses(void **state)
{
    struct cd_places places;

    (void)state;
    struct cd_resolver *resolver = cd_resolver_new("host=one", lookup);
    atomic_store(&answering, 0);
    for (int i = 0; i < 200 && atomic_load(&calls) < 2; i++) {
        assert_true(cd_resolver_get(resolver, &places));
        nap(10);
    }
    nap(50);
    assert_true(atomic_load(&calls) >= 2);
    assert_true(cd_resolver_get(resolver, &places));
    assert_string_equal(places.hostaddr, "10.0.1.1");
    cd_resolver_free(resolver);
}

static void a_name_that_moves_is_followed(void **state)
{
    struct cd_places places = {.hostaddr = ""};

    (void)state;
    struct cd_resolver *resolver = cd_resolver_new("host=one", lookup);
    atomic_store(&answering, 2);
    for (int i = 0; i < 300 && strcmp(places.hostaddr, "10.0.2.1") != 0; i++) {
        assert_true(cd_resolver_get(resolver, &places));
        nap(10);
    }
    assert_string_equal(places.hostaddr, "10.0.2.1");
    cd_resolver_free(resolver);
}

static void nobody_waits_for_a_look_up(void **state)
{
    struct cd_places places;

    (void)state;
    struct cd_resolver *resolver = cd_resolver_new("host=one", lookup);
    atomic_store(&stuck, 1);
    assert_true(cd_resolver_get(resolver, &places));
    for (int i = 0; i < 200 && atomic_load(&calls) < 2; i++)
        nap(10);
    assert_int_equal(atomic_load(&calls), 2);
    uint64_t begin = cd_clock_mono_us();
    assert_true(cd_resolver_get(resolver, &places));
    cd_resolver_free(resolver); /* while the thread hangs in the look-up */
    assert_true(cd_clock_mono_us() - begin < 1000000);
    atomic_store(&stuck, 0);
    nap(50);
}

static void an_unknown_name_is_said(void **state)
{
    struct cd_places places;

    (void)state;
    struct cd_resolver *resolver = cd_resolver_new("host=nobody", lookup);
    assert_non_null(resolver);
    assert_false(cd_resolver_get(resolver, &places));
    cd_resolver_free(resolver);
}

static void the_system_knows_localhost(void **state)
{
    struct cd_places places;

    (void)state;
    struct cd_resolver *resolver = cd_resolver_new("host=localhost", NULL);
    assert_non_null(resolver);
    assert_true(cd_resolver_get(resolver, &places));
    assert_true(strstr(places.hostaddr, "127.0.0.1") != NULL || strstr(places.hostaddr, "::1"));
    cd_resolver_free(resolver);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_has_no_name_needs_no_resolver, setup),
        cmocka_unit_test_setup(every_address_of_every_host_is_a_place, setup),
        cmocka_unit_test_setup(one_port_serves_all_hosts, setup),
        cmocka_unit_test_setup(a_name_that_goes_away_keeps_its_last_addresses, setup),
        cmocka_unit_test_setup(a_name_that_moves_is_followed, setup),
        cmocka_unit_test_setup(nobody_waits_for_a_look_up, setup),
        cmocka_unit_test_setup(an_unknown_name_is_said, setup),
        cmocka_unit_test_setup(the_system_knows_localhost, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
