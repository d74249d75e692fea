/* `chatdong reference-city`: a believable Seoul for trying out, measuring and proving figures. */
#include "command.h"

#include "base/clock.h"
#include "jobs/reference_city.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: chatdong reference-city --yes [--year 2017] [--years N] [--data DIRECTORY]\n"
    "           [--residents N] [--percent P] [--dongs N|CODE,CODE…] [--seed N]\n"
    "           [--output FILE] [--config FILE]\n\n"
    "Fills an EMPTY database (setting owner_database) with a made-up city: residents, households,\n"
    "staff, patches, visits, screenings, discoveries, referrals, births, aid with its ledger,\n"
    "headcounts, rounds and centers. A database that has records is refused; --yes says that this\n"
    "one may be filled. The same seed gives the same rows; the standard seed is 1.\n\n"
    "--year       the last program year, named by the year in which it ends: 2017 is July 2016 to\n"
    "             June 2017. With the first one (2016) comes the year before it.\n"
    "--years      how many program years up to it; all since 2016 when it is not given\n"
    "--data       folder of public data (gu.csv, dong_history.csv, population_2017_by_dong.csv "
    "…);\n"
    "             without it a small made-up geography\n"
    "--residents  how many are on record; those whom the figures need, and some more, when it is\n"
    "             not given\n"
    "--percent    of the city's figures, 0.01 to 200; 100 gives them to the digit\n"
    "--dongs      only so many dongs, or these\n"
    "--output     writes a script for psql instead, - is standard output\n";

#define SHOW_US 200000u

struct shown {
    bool terminal;
    uint64_t began_us, last_us;
    const char *phase;
};

static double seconds_since(uint64_t began_us)
{
    return (double)(cd_clock_mono_us() - began_us) / 1e6;
}

/* One line that is written over, and only where somebody can see it. */
static void show(void *arg, const struct cd_job *job, const char *phase)
{
    static const char bar[] = "##############################";
    struct shown *shown = arg;
    uint64_t now = cd_clock_mono_us();

    if (!shown->terminal || (now - shown->last_us < SHOW_US && phase == shown->phase))
        return;
    shown->last_us = now;
    shown->phase = phase;
    int percent =
        job->total > 0 && job->done < job->total ? (int)(job->done * 100 / job->total) : 100;
    int filled = percent * 30 / 100;
    (void)fprintf(stderr, "\r[%.*s%*s] %3d %% %s, %lld rows, %.0f rows/s \033[K", filled, bar,
                  30 - filled, "", percent, phase, (long long)job->done,
                  (double)job->done / seconds_since(shown->began_us));
    (void)fflush(stderr);
}

static int finish(const struct cd_city_run *run, const struct shown *shown, enum cd_rc rc,
                  const struct cd_buf *why)
{
    double seconds = seconds_since(shown->began_us);

    (void)fputs(shown->terminal ? "\r\033[K" : "", stderr);
    if (rc != CD_OK) {
        (void)fprintf(stderr, "chatdong: reference-city: %s\n", why->ptr);
        return rc == CD_INTERNAL ? CD_EXIT_DATABASE : CD_EXIT_FOUND;
    }
    if (run->options.out != NULL && strcmp(run->options.out, "-") == 0)
        return CD_EXIT_OK;
    double streamed = (double)(run->streamed_us - shown->began_us) / 1e6;
    (void)printf("%lld rows in %.1f s, %.0f rows/s; streamed in %.1f s, %.0f rows/s\n",
                 (long long)run->job.done, seconds, (double)run->job.done / seconds, streamed,
                 (double)run->job.done / streamed);
    return CD_EXIT_OK;
}

static int make(struct cd_city_run *run, const char *config)
{
    struct shown shown = {isatty(STDERR_FILENO) == 1, cd_clock_mono_us(), 0, NULL};
    struct cd_settings settings;
    CD_BUF_AUTO(why, 65536);

    run->progress = show;
    run->progress_arg = &shown;
    if (run->options.out != NULL)
        return finish(run, &shown, cd_reference_city(run, NULL, NULL, &why), &why);
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    PGconn *owner = cd_command_connect(settings.owner_database, 0);
    PGconn *beside = owner != NULL ? cd_command_connect(settings.owner_database, 0) : NULL;
    code = CD_EXIT_DATABASE;
    if (beside != NULL)
        code = finish(run, &shown, cd_reference_city(run, owner, beside, &why), &why);
    PQfinish(owner);
    PQfinish(beside);
    cd_settings_release(&settings);
    return code;
}

static bool number(const char *name, const char *text, int64_t least, int64_t most, int64_t *ret)
{
    if (text == NULL)
        return true;
    if (cd_str_int64(cd_str_of(text), ret) && *ret >= least && *ret <= most)
        return true;
    (void)fprintf(stderr, "chatdong: --%s is a whole number from %lld to %lld\n", name,
                  (long long)least, (long long)most);
    return false;
}

static bool percent(const char *text, int64_t *ret_parts)
{
    char *end = NULL;
    double value = text != NULL ? strtod(text, &end) : 100;

    *ret_parts = (int64_t)(value * 10000 + 0.5);
    if (text == NULL || (*end == '\0' && value >= 0.01 && value <= 200))
        return true;
    (void)fputs("chatdong: --percent is a number from 0.01 to 200\n", stderr);
    return false;
}

/* Only program years that are over: nothing is recorded in the future. */
static int64_t last_year(void)
{
    time_t now = (time_t)cd_clock_unix();
    struct tm tm;
    int64_t year = gmtime_r(&now, &tm) != NULL ? tm.tm_year + 1900 - (tm.tm_mon < 6) : 2017;

    return year < CD_CITY_LAST_YEAR ? year : CD_CITY_LAST_YEAR;
}

struct words {
    const char *year, *years, *residents, *percent, *seed;
};

static bool read_numbers(const struct words *words, struct cd_city_options *options)
{
    int64_t year = 2017, years;

    options->seed = 1;
    if (!number("year", words->year, CD_CITY_FIRST_YEAR, last_year(), &year))
        return false;
    years = year - CD_CITY_FIRST_YEAR + 1;
    if (!number("years", words->years, 1, years, &years) ||
        !number("residents", words->residents, 1, 20000000, &options->residents) ||
        !number("seed", words->seed, 0, INT64_MAX, &options->seed) ||
        !percent(words->percent, &options->parts))
        return false;
    options->first_year = (int)(year - years + 1);
    options->years = (int)years;
    return true;
}

int cd_command_reference_city(int argc, char **argv)
{
    struct cd_city_run *run = calloc(1, sizeof *run);
    struct words words = {NULL};
    const char *config = NULL;
    bool yes = false, helped;

    if (run == NULL)
        abort();
    const struct cd_option options[] = {
        {"yes", &yes, NULL, 0, NULL},
        {"config", NULL, &config, 1, NULL},
        {"data", NULL, &run->options.data, 1, NULL},
        {"dongs", NULL, &run->options.dongs, 1, NULL},
        {"output", NULL, &run->options.out, 1, NULL},
        {"year", NULL, &words.year, 1, NULL},
        {"years", NULL, &words.years, 1, NULL},
        {"residents", NULL, &words.residents, 1, NULL},
        {"percent", NULL, &words.percent, 1, NULL},
        {"seed", NULL, &words.seed, 1, NULL},
    };
    int code = CD_EXIT_USAGE;
    if (!cd_options_read(argc, argv, options, sizeof options / sizeof *options, help, &helped))
        code = helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    else if (!yes && run->options.out == NULL)
        code = cd_command_usage(help);
    else if (read_numbers(&words, &run->options))
        code = make(run, config);
    free(run);
    return code;
}
