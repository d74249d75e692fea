/* a layer without sources yet */
typedef int cd_empty;
